/** Reads what changed on Shopify since the last sweep: the safety net for messages that never come. */

import { shopify } from '../shared/channels/shopify/platform.ts';
import { sweepHandler } from './wiring/sweep.ts';

export const handler = sweepHandler(shopify);
