/** Reads what changed on Square since the last sweep: the safety net for messages that never come. */

import { square } from '../shared/channels/square/platform.ts';
import { sweepHandler } from './wiring/sweep.ts';

export const handler = sweepHandler(square);
