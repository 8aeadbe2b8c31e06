import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoHoldRegistry } from '../../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { parseChannelId, parseQuantity, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import { available, totalStock } from '../../../shared/domain/stock/stock.ts';
import type { HoldPorts } from '../../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../../shared/usecases/holds/place-hold.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import { verifySku } from '../../../shared/usecases/reading/verify-ledger.ts';
import { baseline, keptJournal, NO_ORDERS_TO_READ, orderLine, SHARED_RULES, sha256 } from '../../fakes/facts.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;
let ports: HoldPorts;

beforeAll(async () => {
  table = await tableOfItsOwn('concurrency');
  ports = {
    ledger: dynamoLedgerStore(table.client, table.name),
    parking: dynamoParkingLot(table.client, table.name),
    holds: dynamoHoldRegistry(table.client, table.name),
    expiry: { schedule: async () => undefined },
    ordersToRead: NO_ORDERS_TO_READ,
    events: { emit: async () => undefined },
    journal: keptJournal(),
    channel: parseChannelId('api'),
    clock: () => new Date(),
    digest: sha256,
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    commitAttempts: 200,
    pause: (attempt) => pause(Math.random() * Math.min(200, 5 * 2 ** attempt)),
  };
});

afterAll(() => table.drop());

const ask = (sku: Sku, id: string, quantity = 1) =>
  placeHold(ports, { id: `${sku}-${id}`, lines: [{ sku, quantity: parseQuantity(quantity) }], ttlSeconds: 600 });
const entriesOf = (sku: Sku) => dynamoStockReader(table.client, table.name).entries(sku, 0, 1000);
const verified = (sku: Sku) =>
  verifySku({ ledger: ports.ledger, reader: dynamoStockReader(table.client, table.name), digest: sha256 }, sku);

describe('real concurrency on one SKU', () => {
  it('50 parallel holds for the last 10 units grant exactly 10', async () => {
    const sku = parseSku('LAST-TEN');
    await postNow(ports, sku, [baseline(10, sku)]);
    const placed = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(sku, `${index}`)));
    expect(placed.filter((each) => each.kind === 'placed')).toHaveLength(10);
    expect(placed.filter((each) => each.kind === 'insufficient')).toHaveLength(40);
    expect(await verified(sku)).toMatchObject({ kind: 'sound', entries: 11 });
  }, 60_000);

  it('the same hold asked for 20 times at once is one hold', async () => {
    const sku = parseSku('ONE-HOLD');
    await postNow(ports, sku, [baseline(10, sku)]);
    const placed = await Promise.all(Array.from({ length: 20 }, () => ask(sku, 'same', 3)));
    expect(placed.filter((each) => each.kind === 'placed')).toHaveLength(1);
    expect(placed.filter((each) => each.kind === 'already')).toHaveLength(19);
  }, 60_000);

  it('holds racing channel sales never make available negative by a hold', async () => {
    const sku = parseSku('RACE');
    await postNow(ports, sku, [baseline(30, sku)]);
    const sales = Array.from({ length: 25 }, (_, index) =>
      postNow(ports, sku, [orderLine({ sku, order: `${index}`, ordered: 1 })]),
    );
    const holds = Array.from({ length: 25 }, (_, index) => ask(sku, `${index}`));
    await Promise.all([...sales, ...holds]);
    for (const entry of await entriesOf(sku)) {
      if (entry.kind === 'held') {
        expect(available(totalStock(entry.stockAfter))).toBeGreaterThanOrEqual(0);
      }
    }
    expect(await verified(sku)).toMatchObject({ kind: 'sound' });
  }, 60_000);

  it('erpnext-51562: entries of the same moment are numbered and each carries the stock after it', async () => {
    const sku = parseSku('SAME-SECOND');
    await postNow(ports, sku, [baseline(100, sku)]);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        postNow(ports, sku, [orderLine({ sku, order: `${index}`, ordered: 1 })]),
      ),
    );
    const entries = await entriesOf(sku);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(entries.map((entry) => available(totalStock(entry.stockAfter)))).toEqual(
      Array.from({ length: 21 }, (_, index) => 100 - index),
    );
  }, 60_000);
});
