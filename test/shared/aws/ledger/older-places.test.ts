/** A ledger of which version 0.2 wrote the first entries and facts, with the SKU's head, is gone on with where things lie now. */
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoLedgerStore } from '../../../../shared/aws/ledger/ledger-store.ts';
import { lastEntries, newestEntries } from '../../../../shared/aws/ledger/numbered-entries.ts';
import { dynamoStockReader } from '../../../../shared/aws/ledger/stock-reader.ts';
import { ENTRIES, FACTS, HEAD, skuPartition } from '../../../../shared/aws/ledger/table-keys.ts';
import { dynamoPastReader, everyEntry } from '../../../../shared/aws/lists/past-reader.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { verifySku } from '../../../../shared/usecases/reading/verify-ledger.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { post } from '../../../contract/table-steps.ts';
import { baseline, MUG, NOON, orderLine, sha256 } from '../../../fakes/facts.ts';

const TABLE = 'Ledger';
/** Entries that the older version wrote: its last lies in the middle of a partition of today. */
const OLDER = 130;
const NEWER = 120;
const LAST = OLDER + NEWER;

let client: DynamoDBDocumentClient;
beforeEach(async () => {
  ({ client } = memoryDatabase());
  await post(store(), MUG, [baseline(1_000)]);
  await sell(2, OLDER);
  await asVersion02Wrote(client);
  await sell(OLDER + 1, LAST);
});

const store = () => dynamoLedgerStore(client, TABLE);
const reader = () => dynamoStockReader(client, TABLE);

/** Each order is one entry, whose number is the order's. */
async function sell(from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq += 1) {
    await post(store(), MUG, [orderOf(seq)]);
  }
}

function orderOf(seq: number): OrderLineObservation {
  const line = orderLine({ order: String(seq) });
  return { ...line, source: { ...line.source, key: `order:shopify:${seq}:line:1` } };
}

const numbers = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq);
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

describe('entries of which an older version wrote the first', () => {
  it.each([
    [0, LAST + 10],
    [0, 50],
    [OLDER - 1, 2],
    [OLDER, NEWER],
    [99, 101],
    [LAST - 1, 10],
    [LAST, 10],
  ])('are read behind %s, %s at most, without a gap', async (after, limit) => {
    expect(numbers(await reader().entries(MUG, after, limit))).toEqual(range(after + 1, Math.min(LAST, after + limit)));
  });

  it('are read from the newest on', async () => {
    const pages = await Array.fromAsync(newestEntries({ client, table: TABLE, sku: MUG }, 40));
    expect(numbers(pages.flat())).toEqual(range(1, LAST).reverse());
    expect(numbers(await lastEntries({ client, table: TABLE, sku: MUG }, LAST - 60))).toEqual(
      range(61, LAST).reverse(),
    );
  });

  it('are found by their number, one or many', async () => {
    expect(await reader().entry(MUG, OLDER)).toMatchObject({ seq: OLDER });
    expect(await reader().entry(MUG, OLDER + 1)).toMatchObject({ seq: OLDER + 1 });
    expect(await reader().entry(MUG, LAST + 1)).toBeUndefined();
    const past = dynamoPastReader(client, TABLE);
    const asked = [LAST, 1, LAST + 1, OLDER].map((seq) => ({ sku: MUG, seq }));
    expect((await past.entries(asked)).map((entry) => entry?.seq)).toEqual([LAST, 1, undefined, OLDER]);
    expect(await past.newest([MUG])).toEqual([LAST]);
  });

  it('are one sound chain, and all of them are exported', async () => {
    expect(await verifySku({ ledger: store(), reader: reader(), digest: sha256 }, MUG)).toMatchObject({
      kind: 'sound',
    });
    expect(numbers(await Array.fromAsync(everyEntry(client, TABLE)))).toEqual(range(1, LAST));
    expect(numbers(await store().history(MUG, NOON))).toEqual(range(1, LAST));
  });
});

describe('a fact that an older version remembered', () => {
  const OLD_ORDER = orderOf(OLDER);
  const KEY = OLD_ORDER.source.key;

  it('is known, so that its message counts no second time', async () => {
    const { seen } = await store().load(MUG, [KEY]);
    expect(seen.get(KEY)).toMatchObject({ seq: OLDER, isWithHead: true });
  });

  it('stays where it is when it changes, and is read as it is now', async () => {
    const shipped = { ...OLD_ORDER, version: 2, state: { ...OLD_ORDER.state, shipped: OLD_ORDER.state.ordered } };
    await post(store(), MUG, [shipped]);
    const { seen } = await store().load(MUG, [KEY]);
    expect(seen.get(KEY)?.line?.state).toEqual(shipped.state);
    expect((await items()).filter(({ sk }) => sk === `${FACTS}${KEY}`)).toHaveLength(1);
  });

  it('is among the open lines, beside those of today', async () => {
    expect(await reader().openLines(MUG)).toHaveLength(LAST - 1);
  });
});

describe('a SKU that this version was the first to write', () => {
  it('has nothing but its head in its partition, and no reader looks for more there', async () => {
    const { client: fresh } = memoryDatabase();
    const ledger = dynamoLedgerStore(fresh, TABLE);
    await post(ledger, MUG, [baseline(10)]);
    await post(ledger, MUG, [orderLine({ order: '2' })]);
    const own = (await allOf(fresh)).filter(({ pk }) => pk === skuPartition(MUG));
    expect(own.map(({ sk }) => sk)).toEqual([HEAD]);
    expect(await ledger.load(MUG, ['nothing'])).toMatchObject({ isApart: true });
  });

  it('spreads what a rush writes: no key takes as much as half of it', async () => {
    const written = (await items()).filter(({ sk }) => String(sk).startsWith(ENTRIES) || String(sk).startsWith(FACTS));
    const newer = written.filter(({ pk }) => pk !== skuPartition(MUG));
    const most = Math.max(...[...Map.groupBy(newer, ({ pk }) => pk).values()].map(({ length }) => length));
    expect(newer).toHaveLength(2 * NEWER);
    expect(most).toBeLessThan(newer.length / 2);
  });
});

const items = () => allOf(client);

async function allOf(database: DynamoDBDocumentClient) {
  return (await database.send(new ScanCommand({ TableName: TABLE }))).Items ?? [];
}

/** Puts everything of the SKU into its partition, and takes from its head what version 0.2 did not know. */
async function asVersion02Wrote(database: DynamoDBDocumentClient): Promise<void> {
  for (const { pk, sk, isApart: _, ...contents } of await allOf(database)) {
    if (String(sk).startsWith(ENTRIES) || String(sk).startsWith(FACTS)) {
      await database.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));
    }
    const isOfSku = [ENTRIES, FACTS, HEAD].some((each) => String(sk).startsWith(each));
    const older = { ...contents, ...(sk === HEAD && { shapeVersion: 3 }) };
    await database.send(
      new PutCommand({ TableName: TABLE, Item: { pk: isOfSku ? skuPartition(MUG) : pk, sk, ...older } }),
    );
  }
}
