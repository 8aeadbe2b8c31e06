/** Reads what changed behind Square's notices. */

import { square } from '../shared/channels/square/platform.ts';
import { readChangesHandler } from './wiring/read-changes.ts';

export const handler = readChangesHandler(square);
