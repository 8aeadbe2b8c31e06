import { describe, expect, it } from '@jest/globals';
import type { SentAlerts, WebhookAnswer, WebhookMessage } from '../../../../shared/ports/alerting/alerting.ts';
import type { StockAlert } from '../../../../shared/ports/posting/posting.ts';
import { mailText } from '../../../../shared/usecases/alerting/alert-text.ts';
import { sendMail, sendToWebhook } from '../../../../shared/usecases/alerting/send-alerts.ts';
import { keptJournal, MUG, NOON, sha256 } from '../../../fakes/facts.ts';

const LOW: StockAlert = { kind: 'stock.low', sku: MUG, seq: 7, available: 8, threshold: 10, at: NOON };
const OUT: StockAlert = { ...LOW, kind: 'stock.out', seq: 9, available: 0 };

function memory(): SentAlerts {
  const known = new Set<string>();
  const key = (to: string, { sku, seq }: Pick<StockAlert, 'sku' | 'seq'>) => `${to} ${sku} ${seq}`;
  return {
    has: async (to, alert) => known.has(key(to, alert)),
    add: async (to, alert) => void known.add(key(to, alert)),
  };
}

/** A webhook that answers so, in turn. */
function webhook(...answers: readonly WebhookAnswer[]) {
  const messages: WebhookMessage[] = [];
  const ports = {
    sent: memory(),
    digest: sha256,
    journal: keptJournal(),
    send: async (_id: string, message: WebhookMessage): Promise<WebhookAnswer> => {
      messages.push(message);
      return answers[messages.length - 1] ?? { kind: 'taken' };
    },
  };
  return { messages, send: (alert: StockAlert, to = 'chat') => sendToWebhook(ports, to, alert) };
}

describe('an alert to a webhook', () => {
  it('has a type, a time, data, and a text for people', async () => {
    const { messages, send } = webhook();
    await send(LOW);
    expect(JSON.parse(messages[0]?.body ?? '')).toEqual({
      type: 'stock.low',
      timestamp: NOON,
      data: { sku: MUG, seq: 7, available: 8, threshold: 10 },
      text: 'MUG is low: 8 left (alert at 10).',
    });
  });

  it('is not sent again once it was taken', async () => {
    const { messages, send } = webhook();
    expect([await send(LOW), await send(LOW)]).toEqual(['taken', 'taken']);
    expect(messages).toHaveLength(1);
  });

  it('comes again under the same id while it is not taken', async () => {
    const { messages, send } = webhook({ kind: 'notTaken', why: 'it answered 503' });
    expect([await send(LOW), await send(LOW)]).toEqual(['later', 'taken']);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
  });

  it('has another id than the next alert of the SKU, and each webhook gets it', async () => {
    const { messages, send } = webhook();
    await send(LOW);
    await send(OUT);
    await send(LOW, 'erp');
    expect(new Set(messages.map(({ id }) => id)).size).toBe(2);
    expect(messages).toHaveLength(3);
  });
});

describe('the mail', () => {
  it('has all alerts of the batch, the pressing ones first, and each once', async () => {
    const mails: string[] = [];
    const ports = {
      sent: memory(),
      mail: async (subject: string, text: string) => void mails.push(`${subject}\n${text}`),
    };
    expect([await sendMail(ports, [LOW, OUT, LOW]), await sendMail(ports, [OUT])]).toEqual([2, 0]);
    expect(mails).toEqual([
      `Stockline: 1 out of stock, 1 low\nMUG is out of stock.  (${NOON})\nMUG is low: 8 left (alert at 10).  (${NOON})`,
    ]);
  });

  it('that was not taken is sent again', async () => {
    const sent = memory();
    await expect(sendMail({ sent, mail: () => Promise.reject(new Error('SNS is down')) }, [LOW])).rejects.toThrow();
    const mails: string[] = [];
    await sendMail({ sent, mail: async (subject) => void mails.push(subject) }, [LOW]);
    expect(mails).toEqual(['Stockline: 1 low']);
  });

  it('says how many more there are, where a mail has no room', () => {
    const many = Array.from({ length: 700 }, (_, seq) => ({ ...LOW, seq }));
    expect(mailText(many)).toMatch(/\nand 200 more$/);
  });
});
