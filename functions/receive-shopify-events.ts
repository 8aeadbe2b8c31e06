/** Receives what Shopify sends to an event bus in place of a URL, whose authenticity is the bus's. */

import { shopifyEvents } from '../shared/channels/shopify/intake/events.ts';
import { queueHandler } from './wiring/queue-intake.ts';

export const handler = queueHandler(shopifyEvents);
