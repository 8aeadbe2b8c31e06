/** Reads what changed on Amazon since the last sweep: the safety net for messages that never come. */

import { amazon } from '../shared/channels/amazon/platform.ts';
import { sweepHandler } from './wiring/sweep.ts';

export const handler = sweepHandler(amazon);
