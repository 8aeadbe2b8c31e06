/** Reads what Amazon shows, compares it with `shown`, and corrects drift. */

import { amazon } from '../shared/channels/amazon/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(amazon);
