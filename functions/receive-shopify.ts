/** Receives Shopify's webhooks, each signed with a client secret of the app. */

import { shopifyIntake } from '../shared/channels/shopify/intake/intake.ts';
import { webhookHandler } from './wiring/webhook-intake.ts';

export const handler = webhookHandler(shopifyIntake);
