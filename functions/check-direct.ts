/** Checks what direct channels show. */

import { direct } from '../shared/channels/direct/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(direct);
