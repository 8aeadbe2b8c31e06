/** Brings the listings of direct channels to what they should show. */

import { direct } from '../shared/channels/direct/platform.ts';
import { pushHandler } from './wiring/push.ts';

export const handler = pushHandler(direct);
