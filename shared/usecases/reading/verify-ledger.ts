// Verifies a SKU's ledger: recomputes it from its entries and compares the result with what is stored.
import type { Sku } from '../../domain/identifiers.ts';
import { type ChainFault, chainStart, compareWithHead, followChain } from '../../domain/ledger/chain.ts';
import type { Digest } from '../../domain/ledger/ledger-entry.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';

export type VerifyPorts = {
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly reader: Pick<StockReader, 'entries'>;
  readonly digest: Digest;
};

export type LedgerVerification =
  | { readonly kind: 'sound'; readonly sku: Sku; readonly entries: number }
  | { readonly kind: 'broken'; readonly sku: Sku; readonly fault: ChainFault }
  | { readonly kind: 'unknownSku'; readonly sku: Sku };

const ENTRIES_PER_READ = 500;

/**
 * Recomputes a SKU's stock and hash chain from its entries, and compares the result with its ledger. Names the first bad
 * entry. The ledger is read first: entries posted meanwhile are left out, so a busy SKU is verified as of the beginning.
 */
export async function verifySku(ports: VerifyPorts, sku: Sku): Promise<LedgerVerification> {
  const ledger = await ports.ledger.load(sku, []);
  if (ledger.seq === 0) {
    return { kind: 'unknownSku', sku };
  }
  let position = chainStart();
  while (position.seq < ledger.seq) {
    const limit = Math.min(ENTRIES_PER_READ, ledger.seq - position.seq);
    const entries = await ports.reader.entries(sku, position.seq, limit);
    if (entries.length === 0) {
      return { kind: 'broken', sku, fault: { seq: position.seq + 1, reason: `entry ${position.seq + 1} is missing` } };
    }
    for (const entry of entries) {
      const followed = followChain(position, entry, ports.digest);
      if ('fault' in followed) {
        return { kind: 'broken', sku, fault: followed.fault };
      }
      position = followed.position;
    }
  }
  const fault = compareWithHead(position, ledger);
  return fault === undefined ? { kind: 'sound', sku, entries: position.seq } : { kind: 'broken', sku, fault };
}
