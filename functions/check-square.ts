/** Reads what Square shows, compares it with `shown`, and corrects drift. */

import { square } from '../shared/channels/square/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(square);
