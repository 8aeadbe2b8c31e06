/** Receives Square's webhooks: notices that a count changed, whose changes read-square then reads. */

import { squareIntake } from '../shared/channels/square/intake/intake.ts';
import { webhookHandler } from './wiring/webhook-intake.ts';

export const handler = webhookHandler(squareIntake);
