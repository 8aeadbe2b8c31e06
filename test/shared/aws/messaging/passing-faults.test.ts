/** AWS's faults at each way in which functions send messages, emit events and give messages back. */
import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { eventBridgeStockEvents } from '../../../../shared/aws/messaging/event-bus.ts';
import {
  giveBack,
  setAside,
  sqsHoldExpiryQueue,
  sqsMarkerQueue,
  sqsNoticeQueue,
  sqsObservationQueue,
  sqsOrdersToRead,
} from '../../../../shared/aws/messaging/queues.ts';
import {
  sqsCatalogueNotices,
  sqsCheckQueue,
  sqsNoticesToCheck,
  sqsRetryQueue,
  sqsUninstalls,
} from '../../../../shared/aws/reconciling/check-queue.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { later, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { FaultyWire, WIRE_FAULTS } from './faulty-wire.ts';

const URL = 'https://sqs.us-east-1.amazonaws.com/1/queue';
const URLS = new Map([[SHOPIFY as string, URL]]);
const AT = { channel: SHOPIFY, occurredAt: NOON, receivedAt: NOON };
/** More than one call takes, and each with a name of its own to be found by. */
const NAMES = Array.from({ length: 13 }, (_, index) => `S-${index}-x`);
const [ONE = ''] = NAMES;

const check = (sku: string) => ({ sku: parseSku(sku), channel: SHOPIFY, channelLocation: '-', at: later(60) });
const record = (name: string): Pick<SQSRecord, 'body' | 'messageId' | 'receiptHandle' | 'attributes'> => ({
  ...{ body: name, messageId: name, receiptHandle: name },
  attributes: {
    ...{ ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
  },
});

type Way = readonly [what: string, names: readonly string[], send: (wire: FaultyWire) => Promise<unknown>];

const WAYS: readonly Way[] = [
  [
    'observations',
    NAMES,
    (wire) => sqsObservationQueue(wire.sqs(), URL).send(NAMES.map((sku) => orderLine({ sku: parseSku(sku) }))),
  ],
  [
    'replayed observations',
    NAMES,
    (wire) => sqsObservationQueue(wire.sqs(), URL).replay(NAMES.map((sku) => orderLine({ sku: parseSku(sku) }))),
  ],
  ['a marker', [ONE], (wire) => sqsMarkerQueue(wire.sqs(), URL).send({ ...check(ONE), reportedUpTo: NOON })],
  ['notices', NAMES, (wire) => sqsNoticeQueue(wire.sqs(), URL).send(NAMES.map(noticeOf))],
  ['notices to check', NAMES, (wire) => sqsNoticesToCheck(wire.sqs(), URLS).send(NAMES.map(noticeOf))],
  [
    'what catalogues say',
    NAMES,
    (wire) =>
      sqsCatalogueNotices(wire.sqs(), URLS).send(
        NAMES.map((externalId) => ({ ...AT, externalId, news: { kind: 'offered', sku: MUG } })),
      ),
  ],
  [
    'orders to read',
    NAMES,
    (wire) =>
      sqsOrdersToRead(wire.sqs(), URLS).request(
        NAMES.map((order) => ({ ...AT, order, because: 'conflicting', version: 1 })),
      ),
  ],
  [
    'the end of a hold',
    [ONE],
    (wire) => sqsHoldExpiryQueue(wire.sqs(), URL).schedule({ id: ONE, sku: MUG, askedAt: NOON }, 60),
  ],
  ['a check', [ONE], (wire) => sqsCheckQueue(wire.sqs(), URLS).schedule(check(ONE), 60)],
  ['an uninstall', [SHOPIFY], (wire) => sqsUninstalls(wire.sqs(), URLS).send(AT)],
  ['a refused push', [ONE], (wire) => sqsRetryQueue(wire.sqs(), URLS).schedule(check(ONE))],
  ['what is set aside', [ONE], (wire) => setAside(wire.sqs(), URL, record(ONE), 'why')],
  ['what is given back', [ONE], (wire) => giveBack(wire.sqs(), URL, record(ONE), 1_000)],
  ['events', NAMES, (wire) => eventBridgeStockEvents(wire.eventBridge(), 'bus').emit(NAMES.map(changedOf), [])],
];

function noticeOf(externalId: string) {
  return { ...AT, externalId, channelLocation: '-', quantity: 1 };
}

function changedOf(name: string) {
  const facts = { seq: 1, due: [SHOPIFY], available: 1, cause: 'a test', receivedAt: NOON, postedAt: NOON };
  return { sku: parseSku(name), ...facts };
}

function missing({ taken }: FaultyWire, names: readonly string[]): readonly string[] {
  return names.filter((name) => !taken.some((text) => text.includes(name)));
}

/** The SDK waits for a moment before each further try: the ways wait side by side. */
function byEachWay(check: (wire: FaultyWire, send: () => Promise<unknown>) => Promise<boolean>) {
  return Promise.all(
    WAYS.map(async ([what, names, send]) => {
      const wire = new FaultyWire();
      const isSent = await check(wire, () => send(wire));
      return { what, isSent, missing: isSent ? missing(wire, names) : [] };
    }),
  );
}

const isSound = async (sending: Promise<unknown>) =>
  sending.then(
    () => true,
    () => false,
  );

describe.each(WIRE_FAULTS)('messages and events, where AWS meets a call with: %s', (fault) => {
  it('get through in one go when it does so once', async () => {
    const sent = await byEachWay(async (wire, send) => {
      wire.arm(fault, 1);
      return isSound(send());
    });
    expect(sent).toEqual(WAYS.map(([what]) => ({ what, isSent: true, missing: [] })));
  });

  it('are never said to be sent when they are not, and get through when the function tries again', async () => {
    const sent = await byEachWay(async (wire, send) => {
      wire.arm(fault, 6);
      return isSound(send());
    });
    expect(sent.filter((each) => each.missing.length > 0)).toEqual([]);
    const again = await byEachWay(async (wire, send) => {
      wire.arm(fault, 2);
      return (await isSound(send())) || isSound(send());
    });
    expect(again).toEqual(WAYS.map(([what]) => ({ what, isSent: true, missing: [] })));
  });
});
