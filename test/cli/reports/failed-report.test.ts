import { describe, expect, it } from '@jest/globals';
import { failedLines, failedMessage } from '../../../cli/reports/failed-report.ts';
import { observationMessage, orderToReadMessage } from '../../../shared/aws/shapes/messages.ts';
import { MUG, NOON, orderLine, SHOPIFY } from '../../fakes/facts.ts';

const letter = (name: string, body: string, facts: { readonly reason?: string } = {}) => ({
  source: { name, url: 'alive' },
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
      letter('IntakeObservations', observations),
      {
        sku: 'MUG',
        order: '1001',
        what: 'observations to post',
        why: expect.stringContaining('failed on every attempt'),
      },
    ],
    [
      'set aside by us',
      letter('IntakeObservations', observations, { reason: 'It can neither be posted nor parked.' }),
      { why: 'It can neither be posted nor parked.' },
    ],
    [
      'never packed',
      letter('IntakePackingWaiting', observations),
      { sku: 'MUG', what: 'observations to post', why: expect.stringContaining('failed on every attempt') },
    ],
    ['unreadable', letter('IntakeObservations', '{'), { why: expect.stringContaining('it is not JSON') }],
    ['an order to read', letter('OrderReadingsshopOrders', order), { order: '1001', what: 'an order to read back' }],
    [
      'an event that the bus could not deliver',
      letter('ChannelamazonPushes', '{"detail": {"sku": "MUG"}}'),
      { sku: 'MUG', what: 'a SKU to reconcile' },
    ],
    ['of a channel', letter('NotificationsamazonNotifications', 'no json'), { what: 'a message of the channel' }],
  ])('%s: what it is, of what, and why', (_, dead, said) => {
    expect(failedMessage(dead)).toMatchObject({ id: 'm1', queue: dead.source.name, since: NOON, ...said });
  });

  it('of a queue that is not there any more says that it cannot go back', () => {
    const { source, ...facts } = letter('Stockline-ChannelgonePushesQueue-1A2B', '{"detail": {"sku": "MUG"}}');
    expect(failedMessage({ ...facts, source: { name: source.name } })).toMatchObject({
      ...{ sku: 'MUG', queue: source.name },
      why: 'There is no queue any more that it could go back to.',
    });
  });

  it('is printed without what a terminal would obey', () => {
    const body = JSON.stringify({ sku: '\u001b[2J', order: 'a\nb' });
    expect(failedLines(failedMessage(letter('X', body))).join('')).not.toMatch(/\p{Cc}/u);
  });
});
