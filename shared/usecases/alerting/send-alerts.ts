/** Sends alerts to those who want them: each to a webhook, or many in one mail. */
import type { Digest } from '../../domain/ledger/ledger-entry.ts';
import type { MailSender, SentAlerts, WebhookMessage, WebhookSender } from '../../ports/alerting/alerting.ts';
import type { Journal } from '../../ports/journal.ts';
import type { StockAlert } from '../../ports/posting/posting.ts';
import { alertText, mailSubject, mailText } from './alert-text.ts';

export type WebhookPorts = {
  readonly sent: SentAlerts;
  readonly send: WebhookSender;
  readonly digest: Digest;
  readonly journal: Pick<Journal, 'info' | 'warn'>;
};

/** `taken`: the webhook has it, now or before. `later`: it is to be tried again. */
export type AlertSent = 'taken' | 'later';

/**
 * Sends the alert to the webhook. What was taken before is not sent again: an alert is emitted once more where its event may have
 * been lost. Rejects when that cannot be read or written.
 */
export async function sendToWebhook(ports: WebhookPorts, webhook: string, alert: StockAlert): Promise<AlertSent> {
  if (await ports.sent.has(webhook, alert)) {
    return 'taken';
  }
  const answer = await ports.send(webhook, webhookMessage(alert, ports.digest));
  const fields = { step: 'alert', webhook, sku: alert.sku, kind: alert.kind, seq: alert.seq };
  if (answer.kind === 'notTaken') {
    ports.journal.warn(`${webhook} did not take ${alert.kind} of ${alert.sku}: ${answer.why}. It is tried again.`, {
      ...fields,
    });
    return 'later';
  }
  await ports.sent.add(webhook, alert);
  ports.journal.info(`${webhook} took ${alert.kind} of ${alert.sku}`, fields);
  return 'taken';
}

/**
 * The message as Standard Webhooks has it: `type`, `timestamp`, `data`. `text` makes it a message of a chat whose incoming
 * webhooks read this field.
 * Source: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md;
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (2026-11).
 */
export function webhookMessage(alert: StockAlert, digest: Digest): WebhookMessage {
  const { kind, sku, seq, available, threshold, at } = alert;
  const id = `alert_${digest(nameOf(alert)).slice(0, 32)}`;
  const data = { sku, seq, available, threshold };
  return { id, body: JSON.stringify({ type: kind, timestamp: at, data, text: alertText(alert) }) };
}

/** An alert by its SKU and entry: it is one, however often it is emitted. */
function nameOf({ sku, seq }: StockAlert): string {
  return `${sku}\n${seq}`;
}

export type MailPorts = { readonly sent: SentAlerts; readonly mail: MailSender };

/** `mail` is no webhook's id (shared/alerts-config.ts). */
const MAIL = 'mail';

/**
 * Sends one mail of all alerts that were in none yet, and resolves with their number; 0: no mail was sent. Rejects when it was not
 * taken: all come again.
 */
export async function sendMail({ sent, mail }: MailPorts, alerts: readonly StockAlert[]): Promise<number> {
  const once = [...new Map(alerts.map((alert) => [nameOf(alert), alert])).values()];
  const known = await Promise.all(once.map((alert) => sent.has(MAIL, alert)));
  const fresh = once.filter((_, index) => known[index] !== true);
  if (fresh.length > 0) {
    await mail(mailSubject(fresh), mailText(fresh));
    await Promise.all(fresh.map((alert) => sent.add(MAIL, alert)));
  }
  return fresh.length;
}
