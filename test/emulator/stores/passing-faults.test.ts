/** One fault of AWS at each call of a posting and of a push: it delays them by a moment, and loses nothing. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OF_A_FUNCTION } from '../../../shared/aws/lambda/call-limits.ts';
import { CALL_TRIES } from '../../../shared/aws/lambda/call-retries.ts';
import { documentsOf } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { dynamoListingRegistry } from '../../../shared/aws/listings/listing-registry.ts';
import { dynamoGatePorts } from '../../../shared/aws/pushing/gate-ports.ts';
import { dynamoPushStore } from '../../../shared/aws/pushing/push-store.ts';
import { parseChannelId, parseSku } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type { ChannelClient } from '../../../shared/ports/channel/channel.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../../shared/usecases/posting/posting-ports.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { verifySku } from '../../../shared/usecases/reading/verify-ledger.ts';
import { withConcurrency } from '../../../shared/with-concurrency.ts';
import { post, register } from '../../contract/table-steps.ts';
import { baseline, keptJournal, movement, NO_ORDERS_TO_READ, SHARED_RULES, sha256 } from '../../fakes/facts.ts';
import { emulatorClientConfig, emulatorUrl } from '../emulator.ts';
import { AWS_FAULTS, type AwsFault, FaultyProxy } from './faulty-proxy.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

/** When a message that failed comes again: functions give it back for so long (functions/wiring/queue-batch.ts). */
const COMES_AGAIN_MS = 1_000;
/** More calls than a posting or a push makes. */
const CALLS_MAX = 8;
/**
 * A second call that hangs is no passing fault. Of what is refused at once all tries of one call are, and the first ones of the
 * next: all calls fail for a moment. What the SDK does not repeat is met twice.
 */
function timesOf(fault: AwsFault): number {
  switch (fault) {
    case 'hanging':
    case 'answerHanging':
      return 1;
    case 'serverError':
    case 'unavailable':
    case 'cut':
      return CALL_TRIES.refused + 2;
    default:
      return 2;
  }
}

const proxy = new FaultyProxy(emulatorUrl());
let table: Awaited<ReturnType<typeof tableOfItsOwn>>;
let faulty: DynamoDBDocumentClient;

beforeAll(async () => {
  table = await tableOfItsOwn('faults');
  const endpoint = await proxy.start();
  faulty = documentsOf(new DynamoDBClient({ ...emulatorClientConfig(endpoint), ...OF_A_FUNCTION }));
});

afterAll(async () => {
  faulty.destroy();
  proxy.stop();
  await table.drop();
});

/** A SKU on a channel of its own, of which 10 are there and 10 are shown, each named by the text. */
async function listed(text: string) {
  const [sku, channel] = [parseSku(text), parseChannelId(text)];
  await register(dynamoListingRegistry(table.client, table.name), sku, channel, 10);
  await post(dynamoLedgerStore(table.client, table.name), sku, [baseline(10, sku)]);
  let waited = 0;
  const clock = () => new Date(Date.now() + waited);
  const posting: PostingPorts = {
    ledger: dynamoLedgerStore(faulty, table.name),
    parking: dynamoParkingLot(faulty, table.name),
    ordersToRead: NO_ORDERS_TO_READ,
    events: { emit: async () => undefined },
    journal: keptJournal(),
    clock,
    digest: sha256,
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    commitAttempts: 5,
    pause: async () => undefined,
  };
  const keys: string[] = [];
  const client: ChannelClient = {
    channel,
    pushMode: 'difference',
    comparesPushes: true,
    push: async ({ intent, idempotencyKey }) => {
      keys.push(idempotencyKey);
      return { kind: 'applied', nowShows: (intent.changeFrom ?? 0) + intent.delta };
    },
    readQuantity: async () => 10,
    readQuantities: async () => [],
    catalogue: async function* () {},
  };
  const breaker = { zeroListings: 10, raiseListings: 10, adoptListings: 10, withinSeconds: 60 };
  const pushing = {
    ...{ store: dynamoPushStore(faulty, table.name, channel, ['-']), client, rules: SHARED_RULES, clock },
    gates: dynamoGatePorts(faulty, table.name, { mode: 'live', breaker }),
    journal: keptJournal(),
  };
  const sale = movement('sold', -3, { sku });
  return {
    sku,
    keys,
    /** One invocation of each function; resolves with how long its message waits for the next, or undefined when it is done. */
    async postOnce() {
      const { failed, hopeless } = await postObservations(posting, [{ id: 'm', sku, observations: [sale] }]);
      expect(hopeless).toEqual([]);
      return failed.length > 0 ? COMES_AGAIN_MS : undefined;
    },
    async pushOnce() {
      const request = { id: 'm', sku, receivedAt: new Date().toISOString() };
      const [again] = await pushStock(pushing, [request]).catch(() => [{ id: 'm', retryAfterMs: COMES_AGAIN_MS }]);
      return again?.retryAfterMs;
    },
    wait: (ms: number) => {
      waited += ms;
    },
  };
}

type Listed = Awaited<ReturnType<typeof listed>>;

/** Invokes the function until its message is done; resolves with the time for which the message waited. */
async function untilDone({ wait }: Listed, once: () => Promise<number | undefined>): Promise<number> {
  let waited = 0;
  for (let again = await once(); again !== undefined; again = await once()) {
    wait(again);
    waited += again;
    expect(waited).toBeLessThan(60_000);
  }
  return waited;
}

describe.each(AWS_FAULTS)('%s', (fault) => {
  it('at any call of a posting or of a push delays it by a second at most, and neither loses nor doubles anything', async () => {
    const calls = Array.from({ length: CALLS_MAX }, (_, index) => index + 1);
    const met = await withConcurrency(
      4,
      ['post', 'push'].flatMap((work) => calls.map((at) => ({ work, at }))),
      async ({ work, at }) => {
        const text = `${fault.toLowerCase()}-${work}-${at}-x`;
        const mug = await listed(text);
        const arm = () => proxy.arm(text, fault, at, timesOf(fault));
        const early = work === 'post' ? arm() : undefined;
        const posted = await untilDone(mug, mug.postOnce);
        const met = early ?? arm();
        const pushed = await untilDone(mug, mug.pushOnce);
        const read = await dynamoStockReader(table.client, table.name).skuState(mug.sku);
        expect({ at, work, posted: posted <= COMES_AGAIN_MS, pushed: pushed <= COMES_AGAIN_MS }).toEqual({
          ...{ at, work, posted: true, pushed: true },
        });
        expect({ at, work, shown: read?.listings.map(({ shown, intent }) => ({ shown, intent })) }).toEqual({
          ...{ at, work, shown: [{ shown: 7, intent: undefined }] },
        });
        expect(new Set(mug.keys).size).toBe(1);
        const sound = { ledger: dynamoLedgerStore(table.client, table.name), digest: sha256 };
        const reader = dynamoStockReader(table.client, table.name);
        expect(await verifySku({ ...sound, reader }, mug.sku)).toMatchObject({ kind: 'sound', entries: 2 });
        return met();
      },
    );
    expect(met.some((times) => times > 0)).toBe(true);
  }, 180_000);
});
