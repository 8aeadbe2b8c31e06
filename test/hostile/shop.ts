/** The product in memory as senders meet it: it receives, queues and posts, within the limits of SQS and DynamoDB. */
import { createHmac } from 'node:crypto';
import {
  type ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { stockRoutes } from '../../functions/wiring/api/stock-routes.ts';
import { postingHandler } from '../../functions/wiring/posting.ts';
import { receiveMessages } from '../../functions/wiring/queue-intake.ts';
import { answerWebhook, type ChannelDoor } from '../../functions/wiring/webhook-intake.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import {
  amazonChannel,
  directChannel,
  posChannel,
  shopifyChannel,
  squareChannel,
} from '../../shared/channel-config.ts';
import { amazonIntake } from '../../shared/channels/amazon/intake/intake.ts';
import { directIntake } from '../../shared/channels/direct/intake/intake.ts';
import { posIntake } from '../../shared/channels/pos/intake/intake.ts';
import { shopifyIntake } from '../../shared/channels/shopify/intake/intake.ts';
import { squareIntake } from '../../shared/channels/square/intake/intake.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../shared/domain/identifiers.ts';
import { PermanentError } from '../../shared/ports/permanent-error.ts';
import type { LedgerStore, ParkingLot } from '../../shared/ports/posting/posting.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import type { ReceivePorts } from '../../shared/usecases/intake/receive.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, MAIN, MUG, NOON, SHARED_RULES } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { eventOf } from '../functions/wiring/api/stock-api-under-test.ts';
import { signedAs } from '../shared/channels/own-format/signed-headers.ts';
import type { Message } from './grammar.ts';

const POS_SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
const SQUARE_URL = 'https://stockline.example/webhooks/square';
const LOCATIONS = [MAIN, parseLocationId('annex')];

const CHANNELS = {
  shopify: v.parse(shopifyChannel, {
    ...{ id: 'shopify', platform: 'shopify', shop: 'demo.myshopify.com' },
    locations: { '655441491': ['main'], '655441492': ['annex'] },
  }),
  square: v.parse(squareChannel, {
    id: 'square',
    platform: 'square',
    locations: { LMAIN: ['main'] },
    webhookUrl: SQUARE_URL,
  }),
  direct: v.parse(directChannel, {
    ...{ id: 'direct', platform: 'direct', url: 'https://shop.example.com' },
    locations: { main: ['main'], annex: ['annex'] },
  }),
  pos: v.parse(posChannel, { id: 'pos', platform: 'pos' }),
  amazon: v.parse(amazonChannel, {
    ...{ id: 'amazon', platform: 'amazon', region: 'na', sellerId: 'A2SELLER' },
    ...{ marketplaceIds: ['ATVPDKIKX0DER'], drawsOn: ['main'] },
  }),
};

const SECRETS = {
  shopify: { clientId: 'app', clientSecrets: ['shpss_secret'], accessToken: 'shpat_token' },
  square: { accessToken: 'EAAA', signatureKey: 'key' },
  direct: { signingSecrets: [POS_SECRET], callingSecrets: [POS_SECRET] },
  pos: { signingSecrets: [POS_SECRET] },
};

/** What became of one message. */
export type Answer = { readonly status: number; readonly body: string };

/** A key or an index of the table takes so many bytes (DynamoDB developer guide, “Quotas”, 2026-11). */
const SORT_KEY_BYTES = 1024;
/** The characters that SQS takes (SQS API reference, SendMessage, 2012-11-05). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that SQS takes
const SQS_TEXT = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export async function openShop() {
  const table = new MemoryTable();
  const said: string[] = [];
  const journal = keptJournal();
  const log = (message: string, fields: object = {}) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const listening = { ...journal, info: log, warn: log };
  const queue = memoryQueue();
  const posting = {
    ...postingPorts(table),
    ledger: limitedLedger(table),
    parking: limitedParking(table),
    journal: listening,
  };
  await postNow(postingPorts(table), MUG, [baseline(1_000)]);
  await postNow(postingPorts(table), parseSku('CUP'), [baseline(1_000, parseSku('CUP'))]);
  const toRead: unknown[] = [];
  /** What was taken in from a sender and a queue can never take. */
  const refused: string[] = [];
  const keep = async (each: unknown) => {
    const body = JSON.stringify(each);
    if (!isTaken(body)) {
      refused.push(body);
      throw new PermanentError('The queue can never take this message (InvalidMessageContents).');
    }
    toRead.push(body);
  };
  const receiving: ReceivePorts = {
    observations: sqsObservationQueue(queue.client, 'observations'),
    books: table.orderBooks(),
    notices: { send: keep },
    ordersToRead: { request: keep },
    catalogue: { send: keep },
    uninstalls: { send: keep },
    journal: listening,
  };
  const holds: HoldPorts = {
    ...posting,
    holds: table.holdRegistry(),
    expiry: { schedule: async () => undefined },
    channel: parseChannelId('api'),
  };
  const api = stockRoutes({
    ...{ isAuthorised: async () => true, reader: table.reader(), parking: table.parkingLot() },
    ...{ rules: SHARED_RULES, locations: LOCATIONS, holds },
    channels: Object.values(CHANNELS).map(({ id }) => id),
  });
  const post = postingHandler(posting, {
    queues: queue.client,
    url: 'observations',
    deadLettersUrl: 'dead',
    packingUrl: 'packing',
  });
  const deliver = async (message: Message, text: string): Promise<Answer> => {
    if (message.door === 'amazon') {
      const returned = await receiveMessages(receiving, CHANNELS.amazon, amazonIntake)([record('n', text)]);
      return { status: returned.length === 0 ? 200 : 400, body: '' };
    }
    const answer =
      message.door === 'holds' || message.door === 'api'
        ? await api(message.door === 'holds' ? eventOf('POST /holds', { body: text }) : apiRequest(message, text))
        : await answerWebhook(webhook(message, text), DOORS, receiving);
    return { status: answer.statusCode ?? 500, body: answer.body ?? '' };
  };
  /** Posts what waits in the queue. Resolves with the ids of the messages that must come again. */
  const drain = async () => {
    const records = queue.waiting.splice(0).map(({ body, group }, index) => record(`m${index}`, body, group));
    const { batchItemFailures } = await post({ Records: records }, { getRemainingTimeInMillis: () => 10_000 });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { table, said, counts: journal.counts, queue, toRead, refused, deliver, drain };
}

const texts = v.fallback(v.record(v.string(), v.unknown()), {});
const requestParts = v.fallback(v.object({ path: texts, query: texts, body: v.unknown() }), {
  ...{ path: {}, query: {}, body: '' },
});

/** The request that was asked for, as API Gateway hands it on: each part of a path and each query is text. */
function apiRequest({ topic = '' }: Message, text: string) {
  const { path, query, body } = v.parse(requestParts, jsonIn(text));
  return eventOf(topic, { path: asTexts(path), query: asTexts(query), body });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { path: { id: text, end: 'capture', sku: text, channel: 'pos', order: text }, query: {}, body: text };
  }
}

function asTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

const DOORS: readonly ChannelDoor[] = [
  {
    id: CHANNELS.shopify.id,
    opened: async () => shopifyIntake.open(CHANNELS.shopify, JSON.stringify(SECRETS.shopify), { locations: LOCATIONS }),
  },
  {
    id: CHANNELS.square.id,
    opened: async () => squareIntake.open(CHANNELS.square, JSON.stringify(SECRETS.square), { locations: LOCATIONS }),
  },
  {
    id: CHANNELS.direct.id,
    opened: async () => directIntake.open(CHANNELS.direct, JSON.stringify(SECRETS.direct), { locations: LOCATIONS }),
  },
  {
    id: CHANNELS.pos.id,
    opened: async () => posIntake.open(CHANNELS.pos, JSON.stringify(SECRETS.pos), { locations: LOCATIONS }),
  },
];

/** The message with a valid signature of its sender. */
function webhook({ door, topic = '' }: Message, text: string) {
  const event = eventOf(`POST /webhooks/${door}`, { body: text, headers: headersOf(door, topic, text) });
  return { ...event, requestContext: { ...event.requestContext, timeEpoch: Date.parse(NOON) } };
}

function headersOf(door: Message['door'], topic: string, text: string): Record<string, string> {
  const hmac = (key: string, signed: string) => createHmac('sha256', key).update(signed).digest('base64');
  switch (door) {
    case 'shopify':
      return {
        ...{
          'x-shopify-hmac-sha256': hmac('shpss_secret', text),
          'x-shopify-topic': topic,
          'x-shopify-webhook-id': 'w1',
        },
        ...{ 'x-shopify-shop-domain': 'demo.myshopify.com', 'x-shopify-api-version': '2026-10' },
      };
    case 'square':
      return { 'x-square-hmacsha256-signature': hmac('key', SQUARE_URL + text) };
    default:
      return signedAs(POS_SECRET, text);
  }
}

function isTaken(body: string): boolean {
  return SQS_TEXT.test(body) && Buffer.byteLength(body) <= 1024 * 1024;
}

/** A FIFO queue that refuses what SQS refuses. */
function memoryQueue() {
  const waiting: { readonly body: string; readonly group: string }[] = [];
  const deadLetters: string[] = [];
  const send = async (command: SendMessageBatchCommand | SendMessageCommand | ChangeMessageVisibilityCommand) => {
    if (command instanceof SendMessageCommand) {
      deadLetters.push(command.input.MessageBody ?? '');
      return {};
    }
    if (!(command instanceof SendMessageBatchCommand)) {
      return {};
    }
    const entries = command.input.Entries ?? [];
    waiting.push(
      ...entries
        .filter(({ MessageBody = '' }) => isTaken(MessageBody))
        .map(({ MessageBody = '', MessageGroupId = '' }) => ({ body: MessageBody, group: MessageGroupId })),
    );
    return {
      Failed: entries
        .filter(({ MessageBody = '' }) => !isTaken(MessageBody))
        .map(({ Id }) => ({ Id, Code: 'InvalidMessageContents', SenderFault: true })),
    };
  };
  return { waiting, deadLetters, client: { send } as unknown as SQSClient };
}

function limitedLedger(table: MemoryTable): LedgerStore {
  const store = table.ledgerStore();
  return {
    ...store,
    load: async (sku, keys) => {
      expectKeys(keys.map((key) => `SEEN#${key}`));
      return store.load(sku, keys);
    },
    commit: async (posting) => {
      expectNumbers(posting.after);
      expectNumbers(posting.seen);
      return store.commit(posting);
    },
  };
}

function limitedParking(table: MemoryTable): ParkingLot {
  const parking = table.parkingLot();
  return {
    ...parking,
    park: async (parked) => {
      expectKeys(parked.map(({ observation: { sku, source } }) => `${sku}#${source.channel}#${source.key}`));
      return parking.park(parked);
    },
  };
}

function expectKeys(keys: readonly string[]): void {
  const tooLong = keys.find((key) => Buffer.byteLength(key) > SORT_KEY_BYTES);
  if (tooLong !== undefined) {
    throw new PermanentError(`A key of ${Buffer.byteLength(tooLong)} bytes: the table takes ${SORT_KEY_BYTES}.`);
  }
}

/** Numbers that are 0, or from 1E-130 to 9.99E+125 (DynamoDB developer guide, “Data types”, 2026-11). */
function expectNumbers(value: unknown): void {
  JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && each !== 0 && !(Math.abs(each) >= 1e-130 && Math.abs(each) < 1e126)) {
      throw new PermanentError(`The number ${each}: the table cannot keep it.`);
    }
    return each instanceof Map ? [...each] : each;
  });
}

function record(messageId: string, body: string, group?: string): SQSRecord {
  return {
    ...{ messageId, receiptHandle: messageId, body, messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
    ...{ eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:queue', awsRegion: 'eu-central-1' },
    attributes: {
      ...{ ApproximateReceiveCount: '1', SentTimestamp: String(Date.parse(NOON)), SenderId: '' },
      ApproximateFirstReceiveTimestamp: '0',
      ...(group !== undefined && { MessageGroupId: group }),
    },
  };
}
