/** Sends a test alert to all who are alerted. */
import { parseSku } from '../../domain/identifiers.ts';
import type { Digest } from '../../domain/ledger/ledger-entry.ts';
import { messageOf } from '../../message-of.ts';
import type { MailSender, WebhookSender } from '../../ports/alerting/alerting.ts';
import type { Clock } from '../../ports/journal.ts';
import type { StockAlert } from '../../ports/posting/posting.ts';
import { mailText } from './alert-text.ts';
import { webhookMessage } from './send-alerts.ts';

export type TestAlertPorts = {
  /** Their ids. */
  readonly webhooks: readonly string[];
  readonly send: WebhookSender;
  /** Absent where nobody is mailed. */
  readonly mail?: MailSender;
  readonly digest: Digest;
  readonly clock: Clock;
};

/** Who was sent it; `why` it was not taken, if so. */
export type AlertTested = { readonly to: string; readonly why?: string };

/** One that fails keeps no other from being tried. Each test has an id of its own, so a receiver takes it for a new one. */
export async function testAlerts({
  webhooks,
  send,
  mail,
  digest,
  clock,
}: TestAlertPorts): Promise<readonly AlertTested[]> {
  const at = clock();
  const alert: StockAlert = {
    kind: 'stock.low',
    sku: parseSku('STOCKLINE-TEST'),
    seq: at.getTime(),
    available: 1,
    threshold: 1,
    at: at.toISOString(),
  };
  const sent = webhooks.map(async (to): Promise<AlertTested> => {
    const answer = await send(to, webhookMessage(alert, digest));
    return answer.kind === 'taken' ? { to } : { to, why: answer.why };
  });
  return Promise.all([...sent, ...(mail === undefined ? [] : [mailed(mail, alert)])]);
}

async function mailed(mail: MailSender, alert: StockAlert): Promise<AlertTested> {
  try {
    await mail('Stockline: a test', `This is a test. An alert reads so:\n${mailText([alert])}`);
    return { to: 'mail' };
  } catch (error) {
    return { to: 'mail', why: messageOf(error) };
  }
}
