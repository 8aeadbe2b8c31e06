/** Compares what Amazon shows with what it should show, and corrects what differs for good. */

import { amazon } from '../shared/channels/amazon/platform.ts';
import { checkHandler } from './wiring/check.ts';

export const handler = checkHandler(amazon);
