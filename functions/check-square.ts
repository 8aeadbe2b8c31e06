/** Compares what Square shows with what it should show, and corrects what differs for good. */

import { square } from '../shared/channels/square/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(square);
