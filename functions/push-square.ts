/** Brings the listings on Square to what they should show. */

import { square } from '../shared/channels/square/platform.ts';
import { pushHandler } from './wiring/push.ts';

export const handler = pushHandler(square);
