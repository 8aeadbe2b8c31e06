/** The chain of a SKU's entries: follows it from the first entry and finds the first one that was changed or lost. */

import { canonicalJson } from '../canonical-json.ts';
import { changeStock, type Stock } from '../stock/stock.ts';
import { CHAIN_START, type Digest, type LedgerEntry } from './ledger-entry.ts';

/** How far a chain of entries was followed: begin with `chainStart()`, then call `followChain` for each entry. */
export type ChainPosition = { readonly seq: number; readonly hash: string; readonly stock: Stock };

/** What is wrong with the first bad entry. */
export type ChainFault = { readonly seq: number; readonly reason: string };

/** The position before the first entry. */
export function chainStart(): ChainPosition {
  return { seq: 0, hash: CHAIN_START, stock: {} };
}

/** Follows one more entry, or says what is wrong with it: its number, its link, its hash, or the stock after it. */
export function followChain(
  position: ChainPosition,
  entry: LedgerEntry,
  digest: Digest,
): { readonly position: ChainPosition } | { readonly fault: ChainFault } {
  const fault = (reason: string) => ({ fault: { seq: position.seq + 1, reason } });
  if (entry.seq !== position.seq + 1) {
    return fault(`entry ${position.seq + 1} is missing, the next one is ${entry.seq}`);
  }
  if (entry.previousHash !== position.hash) {
    return fault('it does not carry the hash of the entry before it');
  }
  const { hash, ...rest } = entry;
  if (digest(canonicalJson(rest)) !== hash) {
    return fault('its contents do not fit its hash: it was changed after it was posted');
  }
  const stock = changeStock(position.stock, entry.changes);
  if (canonicalJson(stock) !== canonicalJson(entry.stockAfter)) {
    return fault('the stock after it is not the stock before it plus its changes');
  }
  return { position: { seq: entry.seq, hash, stock } };
}

/** Compares the end of the chain with the stored SKU head; undefined when they agree. */
export function compareWithHead(
  position: ChainPosition,
  head: { readonly seq: number; readonly headHash: string; readonly stock: Stock },
): ChainFault | undefined {
  if (head.seq !== position.seq) {
    return { seq: position.seq, reason: `the SKU head counts ${head.seq} entries, the ledger has ${position.seq}` };
  }
  if (head.headHash !== position.hash) {
    return { seq: position.seq, reason: 'the SKU head does not carry the hash of the last entry' };
  }
  return canonicalJson(head.stock) === canonicalJson(position.stock)
    ? undefined
    : { seq: position.seq, reason: 'the stock in the SKU head is not the sum of the entries' };
}
