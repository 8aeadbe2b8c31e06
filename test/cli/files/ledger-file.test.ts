import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ledgerLines, readLedgerFile } from '../../../cli/files/ledger-file.ts';
import type { StoredItem } from '../../../shared/aws/backup/ledger-copy.ts';

const OF = { table: 'Ledger', exportedAt: '2026-11-28T22:00:00.000Z' };
const ITEMS: readonly StoredItem[] = [
  { pk: { S: 'SKU#MUG' }, sk: { S: 'CARD' }, seq: { N: '12345678901234567890' }, rules: { M: { on: { BOOL: true } } } },
  { pk: { S: 'SKU#MUG' }, sk: { S: 'ENTRY#1' }, note: { NULL: true }, changes: { L: [{ N: '-1' }, { S: '“ä”\n' }] } },
  // The listings that a channel's breaker counts are a set (shared/aws/pushing/channel-states.ts).
  { pk: { S: 'CHANNEL#shopify' }, sk: { S: 'SURGE#zero' }, listings: { SS: ['MUG|shopify', 'CUP|shopify'] } },
];

describe('the file of an exported ledger', () => {
  it('gives back every item as it was, numbers to the last digit', async () => {
    expect(await itemsIn(await written(ITEMS))).toEqual(ITEMS);
  });

  it('may have no item', async () => {
    expect(await itemsIn(await written([]))).toEqual([]);
  });

  it('has more items than are taken at a time', async () => {
    const many = Array.from({ length: 1_234 }, (_, at) => ({ pk: { S: `SKU#${at}` }, sk: { S: 'CARD' } }));
    expect(await itemsIn(await written(many))).toEqual(many);
  });

  it('is refused wherever it was cut', async () => {
    const lines = await written(ITEMS);
    for (let kept = 0; kept < lines.length; kept += 1) {
      await expect(itemsIn(lines.slice(0, kept))).rejects.toThrow(/is cut|no file|was changed/);
    }
  });

  it('is refused when any character was changed', async () => {
    const lines = await written(ITEMS);
    const text = lines.join('\n');
    const places = fc.tuple(fc.nat(text.length - 2), fc.constantFrom('0', '7', 'x', '"', '}'));
    await fc.assert(
      fc.asyncProperty(places, async ([at, other]) => {
        fc.pre(text[at] !== other);
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
        await expect(itemsIn(changed.split('\n'))).rejects.toThrow();
      }),
    );
  });

  it('is refused when a line is missing, or stands twice', async () => {
    const [first = '', second = '', third = '', last = ''] = await written(ITEMS.slice(0, 2));
    await expect(itemsIn([first, second, last])).rejects.toThrow(
      'The file was changed, or lines are missing: 1 items of 2.',
    );
    await expect(itemsIn([first, second, second, third, last])).rejects.toThrow('was changed');
  });

  it('is none of another kind', async () => {
    await expect(itemsIn(['time,channel,sku,quantity', '2026-11-28,pos,MUG,1'])).rejects.toThrow('Line 1 of the file');
    await expect(itemsIn([])).rejects.toThrow('no file of `npx stockline export --ledger`');
  });
});

async function written(items: readonly StoredItem[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of ledgerLines(each(items), OF)) {
    lines.push(line.trimEnd());
  }
  return lines;
}

async function itemsIn(lines: readonly string[]): Promise<readonly StoredItem[]> {
  const items: StoredItem[] = [];
  await readLedgerFile(each(lines), async (some) => {
    items.push(...some);
  });
  return items;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
