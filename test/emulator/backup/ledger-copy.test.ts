import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerLines, readLedgerFile } from '../../../cli/files/ledger-file.ts';
import { everyItem, isEmptyTable, type StoredItem, writeItems } from '../../../shared/aws/backup/ledger-copy.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { dynamoChannelControls, dynamoChannelStates } from '../../../shared/aws/pushing/channel-states.ts';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { verifySku } from '../../../shared/usecases/reading/verify-ledger.ts';
import { post } from '../../contract/table-steps.ts';
import { baseline, orderLine, SHOPIFY, sha256 } from '../../fakes/facts.ts';
import { tableOfItsOwn } from '../stores/table-of-its-own.ts';

type Table = Awaited<ReturnType<typeof tableOfItsOwn>>;
const SKUS = Array.from({ length: 8 }, (_, at) => parseSku(`COPIED-${at}`));

let source: Table;
let target: Table;

beforeAll(async () => {
  [source, target] = await Promise.all([tableOfItsOwn('copied'), tableOfItsOwn('copy')]);
  for (const sku of SKUS) {
    await post(ledgerOf(source), sku, [baseline(100, sku)]);
  }
  await dynamoChannelControls(source.client, source.name).pause(SHOPIFY, {
    at: '2026-11-28T12:00:00.000Z',
    by: 'operator',
    why: 'stocktake',
  });
  const window = { now: new Date('2026-11-28T12:00:00.000Z'), seconds: 600 };
  await dynamoChannelStates(source.client, source.name).countSurge(SHOPIFY, 'zeros', 'COPIED-0|shopify', window);
});

afterAll(() => Promise.all([source.drop(), target.drop()]));

describe('a ledger that is copied while it is posted to', () => {
  it('comes out sound: each SKU as of one moment, with every item of its partition', async () => {
    const sales = sellingMeanwhile();
    let sold: number;
    try {
      expect(await isEmptyTable(target.dynamo, target.name)).toBe(true);
      await readLedgerFile(linesOf(await exported(source)), (items) => writeItems(target.dynamo, target.name, items));
    } finally {
      sold = await sales.end();
    }

    expect(sold).toBeGreaterThan(SKUS.length);
    expect(await skusOf(target)).toEqual([...SKUS].sort());
    for (const sku of SKUS) {
      expect(await verified(target, sku)).toMatchObject({ kind: 'sound' });
    }
    const [first] = SKUS;
    const copied = await ledgerOf(target).load(first ?? parseSku('COPIED-0'), ['order:8:line:1']);
    // What was posted is remembered in the copy too: the same message would not count twice.
    expect(copied.seen.size).toBe(copied.seq > 1 ? 1 : 0);
  });

  it('is item for item the same once nobody posts', async () => {
    const copy = await tableOfItsOwn('copy-again');
    try {
      const items = await itemsOf(source);
      await readLedgerFile(linesOf(await exported(source)), (some) => writeItems(copy.dynamo, copy.name, some));
      expect(await itemsOf(copy)).toEqual(items);
      expect(items.map(({ pk }) => pk?.S)).toContain('CHANNEL#shopify');
    } finally {
      await copy.drop();
    }
  });
});

/** Posts order after order to the SKUs in turn; `end` resolves with how many they were. */
function sellingMeanwhile() {
  let isSelling = true;
  const sales = (async () => {
    let sold = 0;
    while (isSelling) {
      sold += 1;
      const sku = SKUS[sold % SKUS.length] ?? parseSku('COPIED-0');
      await post(ledgerOf(source), sku, [orderLine({ sku, order: String(sold) })]);
    }
    return sold;
  })();
  return {
    end() {
      isSelling = false;
      return sales;
    },
  };
}

const ledgerOf = ({ client, name }: Table) => dynamoLedgerStore(client, name);

async function verified(table: Table, sku: Sku) {
  const reader = dynamoStockReader(table.client, table.name);
  return verifySku({ ledger: ledgerOf(table), reader, digest: sha256 }, sku);
}

async function exported({ dynamo, name }: Table): Promise<string> {
  const header = { table: name, exportedAt: new Date().toISOString() };
  return (await Array.fromAsync(ledgerLines(everyItem(dynamo, name), header))).join('');
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.trimEnd().split('\n');
}

async function itemsOf({ dynamo, name }: Table): Promise<readonly StoredItem[]> {
  const items = await Array.fromAsync(everyItem(dynamo, name));
  return items.sort((one, other) => keyOf(one).localeCompare(keyOf(other)));
}

const keyOf = ({ pk, sk }: StoredItem) => `${pk?.S} ${sk?.S}`;

async function skusOf({ client, name }: Table): Promise<readonly Sku[]> {
  return (await Array.fromAsync(everySku(client, name))).sort();
}
