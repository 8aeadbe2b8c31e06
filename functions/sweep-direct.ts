/** Finds what direct channels recorded and no message reported. */

import { direct } from '../shared/channels/direct/platform.ts';
import { sweepHandler } from './wiring/sweep.ts';

export const handler = sweepHandler(direct);
