/** Receives what tills, 3PLs, ERPs and own shops send, signed as Standard Webhooks. */

import { posIntake } from '../shared/channels/pos/intake/intake.ts';
import { openOrderBooks } from './wiring/order-books.ts';
import { webhookHandler } from './wiring/webhook-intake.ts';

export const handler = webhookHandler(posIntake, openOrderBooks);
