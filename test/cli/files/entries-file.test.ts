import { describe, expect, it } from '@jest/globals';
import { entryLines, verifyEntryLines } from '../../../cli/files/entries-file.ts';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { CHAIN_START, type LedgerEntry, sealEntry } from '../../../shared/domain/ledger/ledger-entry.ts';
import { MAIN, MUG, NOON, SHOPIFY, sha256 } from '../../fakes/facts.ts';

/** So many entries of the SKU, each of one unit received. */
function chain(sku: Sku, length: number): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry = {
      ...{ sku, seq, kind: 'received' as const, changes: [{ location: MAIN, onHand: 1 }] },
      stockAfter: { [MAIN]: { onHand: seq, committed: 0, held: 0, unavailable: 0 } },
      source: { channel: SHOPIFY, key: `${seq}` },
      ...{ occurredAt: NOON, receivedAt: NOON, postedAt: NOON },
      previousHash: entries.at(-1)?.hash ?? CHAIN_START,
    };
    entries.push(sealEntry(entry, sha256));
  }
  return entries;
}

const LEDGER = [...chain(parseSku('CUP'), 3), ...chain(MUG, 2)];

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function linesOf(entries: readonly LedgerEntry[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of entryLines(each(entries))) {
    lines.push(line.trimEnd());
  }
  return lines;
}

const verify = (lines: readonly string[]) => verifyEntryLines(each(lines), sha256);

describe('a file of all entries', () => {
  it('is verified without the ledger', async () => {
    expect(await verify(await linesOf(LEDGER))).toEqual({ entries: 5, skus: 2, broken: [] });
  });

  it('of an empty ledger is sound', async () => {
    expect(await verify(await linesOf([]))).toEqual({ entries: 0, skus: 0, broken: [] });
  });

  it('whose entry was changed before it was written names the SKU and the entry, and goes on with the next', async () => {
    const changed = LEDGER.map((entry) =>
      entry.seq === 2 && entry.sku !== MUG ? { ...entry, occurredAt: '2026-11-25T00:00:00.000Z' } : entry,
    );
    expect(await verify(await linesOf(changed))).toMatchObject({
      entries: 5,
      broken: [{ sku: 'CUP', fault: { seq: 2, reason: expect.stringContaining('changed after it was posted') } }],
    });
  });

  it.each([
    ['is cut', (lines: readonly string[]) => lines.slice(0, 3), 'its last line is missing'],
    ['lacks a line', (lines: readonly string[]) => lines.toSpliced(1, 1), 'lines are missing'],
    ['was changed', (lines: readonly string[]) => lines.with(0, `${lines[0]} `), 'The file was changed'],
    ['has another kind of line', (lines: readonly string[]) => lines.with(1, '{}'), 'Line 2 is no entry of a ledger'],
    [
      'mixes its SKUs',
      (lines: readonly string[]) => [lines[0] ?? '', lines[3] ?? '', ...lines.slice(1)],
      'do not stand together',
    ],
  ])('that %s is refused', async (_, change, says) => {
    await expect(verify(change(await linesOf(LEDGER)))).rejects.toThrow(says);
  });
});
