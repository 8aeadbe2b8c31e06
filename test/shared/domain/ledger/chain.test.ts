/** Following the chain of a SKU’s entries to its first fault. */

import { describe, expect, it } from '@jest/globals';
import {
  type ChainPosition,
  chainStart,
  compareWithHead,
  followChain,
} from '../../../../shared/domain/ledger/chain.ts';
import { type LedgerEntry, sealEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import { baseline, MAIN, MUG, movement, NOON, sha256 } from '../../../fakes/facts.ts';

const decided = postAll(emptyLedger(MUG), [baseline(10), movement('received', 5)], {
  now: NOON,
  digest: sha256,
  history: [],
});
const entries = decided.flatMap(({ decision }) => entryOf(decision) ?? []);
const head = decided.at(-1)?.after ?? emptyLedger(MUG);

function followed(chain: readonly LedgerEntry[]): ChainPosition | string {
  let position = chainStart();
  for (const entry of chain) {
    const step = followChain(position, entry, sha256);
    if ('fault' in step) {
      return `${step.fault.seq}: ${step.fault.reason}`;
    }
    position = step.position;
  }
  return position;
}

/** As a forger would do it who knows how entries are sealed. */
function resealed(entry: LedgerEntry, change: Partial<LedgerEntry>): LedgerEntry {
  const { hash: _hash, ...rest } = entry;
  return sealEntry({ ...rest, ...change }, sha256);
}

describe('following a chain of entries', () => {
  it('ends at the last entry with the stock after it', () => {
    expect(followed(entries)).toMatchObject({ seq: 2, hash: head.headHash, stock: head.stock });
  });

  it('finds an entry whose stock does not follow from its changes, however well it is sealed', () => {
    const [first, second] = entries;
    const figures = { onHand: 99, committed: 0, held: 0, unavailable: 0 };
    const forged = second && resealed(second, { stockAfter: { [MAIN]: figures } });
    expect(followed([first, forged].filter((each) => each !== undefined))).toMatch('2: the stock after it is not');
  });

  it('finds an entry that is missing, and one that was changed without being sealed again', () => {
    const [first, second] = entries;
    expect(followed(second ? [second] : [])).toBe('1: entry 1 is missing, the next one is 2');
    const changed = second && { ...second, occurredAt: '2020-01-01T00:00:00.000Z' };
    expect(followed([first, changed].filter((each) => each !== undefined))).toBe(
      '2: its contents do not fit its hash: it was changed after it was posted',
    );
  });

  it('finds that an earlier entry was forged by the link of the next', () => {
    const [first, second] = entries;
    const forged = first && resealed(first, { occurredAt: '2020-01-01T00:00:00.000Z' });
    expect(followed([forged, second].filter((each) => each !== undefined))).toMatch('2: it does not carry the hash');
  });
});

describe('the end of the chain and the SKU head', () => {
  const end = followed(entries);
  const compared = (change: object) =>
    typeof end === 'string' ? end : compareWithHead(end, { ...head, ...change })?.reason;

  it.each([
    ['agree', {}, undefined],
    ['differ in how many entries there are', { seq: 3 }, 'the SKU head counts 3 entries, the ledger has 2'],
    ['differ in the last hash', { headHash: 'f'.repeat(64) }, 'the SKU head does not carry the hash of the last entry'],
    ['differ in the stock', { stock: {} }, 'the stock in the SKU head is not the sum of the entries'],
  ])('%s', (_name, change, reason) => {
    expect(compared(change)).toBe(reason);
  });
});
