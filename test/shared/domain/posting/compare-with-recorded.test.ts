/** Order lines that come again: what is news, and what only repeats what the ledger has. */

import { describe, expect, it } from '@jest/globals';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, MAIN, MUG, NOON, orderLine, sha256 } from '../../../fakes/facts.ts';

const CONTEXT = { now: NOON, digest: sha256, history: [] };

/** The last outcome, whether it is to be written, and what is committed. */
function lastOf(...reported: readonly OrderLineObservation[]) {
  const last = postAll(emptyLedger(MUG), [baseline(10), ...reported], CONTEXT).at(-1);
  return [last?.decision.outcome.kind, last?.decision.kind, last?.after.stock[MAIN]?.committed];
}

const read = (ordered: number, readAt: number) => ({ ...orderLine({ ordered }), readAt });

describe('an order line that comes again', () => {
  it('unchanged in the same version is not written again', () => {
    expect(lastOf(orderLine({ ordered: 2 }), orderLine({ ordered: 2 }))).toEqual(['duplicate', 'leave', 2]);
  });

  it('unchanged in a newer version is written, so that what lies between is older', () => {
    expect(lastOf(orderLine({ ordered: 2 }), orderLine({ ordered: 2, version: 2 }))).toEqual([
      ...['duplicate', 'remember', 2],
    ]);
  });

  it('unchanged and made at the same time is the same message again', () => {
    const made = { ...orderLine({ ordered: 2 }), madeAt: NOON };
    expect(lastOf(made, made)).toEqual(['duplicate', 'leave', 2]);
  });

  it('changed in the same version, and made at the same time, holds as it was received last', () => {
    expect(
      lastOf({ ...orderLine({ ordered: 2 }), madeAt: NOON }, { ...orderLine({ ordered: 3 }), madeAt: NOON }),
    ).toEqual([...['posted', 'append', 3]]);
  });

  it.each([
    ['later than the one before decides', 5_000, 4_000, 3],
    ['earlier than the one before, and answered after it, does not', 4_000, 5_000, 2],
    ['of the same moment does not either', 4_000, 4_000, 2],
  ])('in a reading %s', (_, readAt, readBefore, committed) => {
    expect(lastOf(read(2, readBefore), read(3, readAt)).at(-1)).toBe(committed);
  });
});
