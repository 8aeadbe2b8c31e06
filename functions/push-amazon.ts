/** Brings the listings on Amazon to what they should show. */

import { amazon } from '../shared/channels/amazon/platform.ts';
import { pushHandler } from './wiring/push.ts';

export const handler = pushHandler(amazon);
