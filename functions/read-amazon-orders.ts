/** Reads the orders back from Amazon that its messages leave unclear. */

import { amazon } from '../shared/channels/amazon/platform.ts';
import { readOrdersHandler } from './wiring/read-orders.ts';

export const handler = readOrdersHandler(amazon);
