import { describe, expect, it } from '@jest/globals';
import { failedLines, failedMessage } from '../../../cli/reports/failed-report.ts';
import { observationMessage, orderToReadMessage } from '../../../shared/aws/shapes/messages.ts';
import { MUG, NOON, orderLine, SHOPIFY } from '../../fakes/facts.ts';

const letter = (name: string, body: string, facts: { readonly reason?: string } = {}) => ({
  queue: { name, url: 'dead', sourceUrl: 'alive' },
  id: 'm1',
  body,
  sentAt: NOON,
  receipt: 'r',
  ...facts,
});
const observations = JSON.stringify(
  observationMessage.stamp({ sku: MUG, observations: [orderLine({ order: '1001' })] }),
);
const order = JSON.stringify(
  orderToReadMessage.stamp({
    channel: SHOPIFY,
    order: '1001',
    because: 'conflicting',
    occurredAt: NOON,
    receivedAt: NOON,
  }),
);

describe('a dead letter', () => {
  it.each([
    [
      'tried in vain',
      letter('IntakeObservationsDeadLetters', observations),
      {
        sku: 'MUG',
        order: '1001',
        what: 'observations to post',
        why: expect.stringContaining('failed on every attempt'),
      },
    ],
    [
      'set aside by us',
      letter('IntakeObservationsDeadLetters', observations, { reason: 'It can neither be posted nor parked.' }),
      { why: 'It can neither be posted nor parked.' },
    ],
    [
      'never packed',
      letter('IntakePackingWaitingDeadLetters', observations),
      { sku: 'MUG', what: 'observations to post', why: expect.stringContaining('failed on every attempt') },
    ],
    ['unreadable', letter('IntakeObservationsDeadLetters', '{'), { why: expect.stringContaining('it is not JSON') }],
    [
      'an order to read',
      letter('OrderReadingsshopOrdersDeadLetters', order),
      { order: '1001', what: 'an order to read back' },
    ],
    [
      'an event that the bus could not deliver',
      letter('ChannelamazonUndelivered', '{"detail": {"sku": "MUG"}}'),
      { sku: 'MUG', what: 'a SKU to reconcile' },
    ],
    [
      'of a channel',
      letter('NotificationsamazonNotificationsDeadLetters', 'no json'),
      { what: 'a message of the channel' },
    ],
  ])('%s: what it is, of what, and why', (_, dead, said) => {
    expect(failedMessage(dead)).toMatchObject({ id: 'm1', queue: dead.queue.name, since: NOON, ...said });
  });

  it('is printed without what a terminal would obey', () => {
    const body = JSON.stringify({ sku: '\u001b[2J', order: 'a\nb' });
    expect(failedLines(failedMessage(letter('XDeadLetters', body))).join('')).not.toMatch(/\p{Cc}/u);
  });
});
