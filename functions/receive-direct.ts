/** Receives what direct channels send, signed as Standard Webhooks. */

import { directIntake } from '../shared/channels/direct/intake/intake.ts';
import { openOrderBooks } from './wiring/order-books.ts';
import { webhookHandler } from './wiring/webhook-intake.ts';

export const handler = webhookHandler(directIntake, openOrderBooks);
