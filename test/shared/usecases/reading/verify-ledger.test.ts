import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import type { StockReader } from '../../../../shared/ports/reading/stock-reader.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { verifySku } from '../../../../shared/usecases/reading/verify-ledger.ts';
import { baseline, MUG, movement, orderLine, sha256 } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

/** A ledger of three entries, and what verifying it says when somebody tampered with what the table gives back. */
async function verifying(tamper: (entries: readonly LedgerEntry[]) => readonly LedgerEntry[], headStock = {}) {
  const table = new MemoryTable();
  const posting = postingPorts(table);
  await postNow(posting, MUG, [baseline(10), orderLine({ ordered: 2 }), movement('received', 5)]);
  const reader: Pick<StockReader, 'entries'> = {
    entries: async (sku, after, limit) => tamper(await table.reader().entries(sku, after, limit)),
  };
  const ledger = {
    load: async () => {
      const head = await posting.ledger.load(MUG, []);
      return { ...head, stock: { ...head.stock, ...headStock } };
    },
  };
  return verifySku({ ledger, reader, digest: sha256 }, MUG);
}

describe('verifying a SKU', () => {
  it('finds a sound ledger sound', async () => {
    expect(await verifying((entries) => entries)).toEqual({ kind: 'sound', sku: MUG, entries: 3 });
  });

  it('says when the ledger has no such SKU', async () => {
    const table = new MemoryTable();
    const ports = { ledger: table.ledgerStore(), reader: table.reader(), digest: sha256 };
    expect(await verifySku(ports, parseSku('NONE'))).toMatchObject({ kind: 'unknownSku' });
  });

  const changed = (seq: number, change: Partial<LedgerEntry>) => (entries: readonly LedgerEntry[]) =>
    entries.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));

  it.each([
    ['one changed byte of a time', changed(2, { occurredAt: '2026-11-24T12:00:00.001Z' }), 2, 'changed after'],
    ['a changed quantity', changed(3, { changes: [] }), 3, 'changed after'],
    ['an entry taken out', (entries: readonly LedgerEntry[]) => entries.filter(({ seq }) => seq !== 2), 2, 'missing'],
    [
      'the last entry taken out',
      (entries: readonly LedgerEntry[]) => entries.filter(({ seq }) => seq !== 3),
      3,
      'missing',
    ],
    ['a broken link', changed(3, { previousHash: '0'.repeat(64) }), 3, 'hash of the entry before'],
  ])('names the first bad entry: %s', async (_name, tamper, seq, reason) => {
    expect(await verifying(tamper)).toMatchObject({
      kind: 'broken',
      fault: { seq, reason: expect.stringContaining(reason) },
    });
  });

  it('finds stock on the SKU head that the entries do not explain (medusa-12401, odoo-62139)', async () => {
    const headStock = { main: { onHand: 99, committed: 0, held: 0, unavailable: 0 } };
    expect(await verifying((entries) => entries, headStock)).toMatchObject({
      kind: 'broken',
      fault: { reason: expect.stringContaining('not the sum') },
    });
  });
});
