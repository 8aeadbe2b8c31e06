// What sending alerts needs from outside: who was sent what, a webhook, and a mail.
import type { StockAlert } from '../posting/posting.ts';

/** Remembers what was sent to whom, for as long as it may come again. */
export type SentAlerts = {
  /** `to`: a webhook's id, or `mail`. */
  has(to: string, alert: Pick<StockAlert, 'sku' | 'seq'>): Promise<boolean>;
  add(to: string, alert: Pick<StockAlert, 'sku' | 'seq'>): Promise<void>;
};

/** A message to a webhook. `id`: the same for every try, by which a receiver knows it again. */
export type WebhookMessage = { readonly id: string; readonly body: string };

export type WebhookAnswer = { readonly kind: 'taken' } | { readonly kind: 'notTaken'; readonly why: string };

/** Sends a signed message to a webhook of the configuration. Rejects when its secret cannot be read. */
export type WebhookSender = (webhook: string, message: WebhookMessage) => Promise<WebhookAnswer>;

/** Sends one mail. Rejects when it was not taken. */
export type MailSender = (subject: string, text: string) => Promise<void>;
