import { describe, expect, it } from '@jest/globals';
import { displayedAt, type KnownPush } from '../../../../shared/domain/explaining/displayed.ts';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { AMAZON, later, listing, SHOPIFY } from '../../../fakes/facts.ts';
import { push, sale } from './entries.ts';

const STORE = parseLocationId('store');
const AMAZON_NOW = listing(AMAZON, 3);
const at = (seconds: number, entries: readonly LedgerEntry[], pushes: readonly KnownPush[], of = AMAZON_NOW) =>
  displayedAt(of, { entries, pushes }, later(seconds));

describe('what a listing displayed', () => {
  const pushes = [push('amazon', { seconds: 10, seq: 4, shows: 8 }), push('amazon', { seconds: 30, seq: 6, shows: 5 })];

  it.each([
    [11, 8, 4],
    [29, 8, 4],
    [30, 5, 6],
  ])('%i s after noon is what the last push carried that it had taken', (seconds, units, seq) => {
    expect(at(seconds, [], pushes)).toMatchObject({ listing: 'amazon', units, evidence: { kind: 'push', seq } });
  });

  it('is less what it sold itself since, and that the push did not know', () => {
    const sales = [
      sale(2, AMAZON, { seconds: 20, left: 6, seq: 5 }),
      sale(1, SHOPIFY, { seconds: 21, left: 5, seq: 6 }),
    ];
    expect(at(25, sales, pushes)).toMatchObject({
      units: 6,
      evidence: { kind: 'sale', seq: 5, order: '5', asOf: later(20) },
    });
    expect(at(31, sales, pushes)).toMatchObject({ units: 5, evidence: { kind: 'push', seq: 6 } });
  });

  it('is less a sale too that happened before the push and was reported after it', () => {
    const late = sale(2, AMAZON, { seconds: 5, left: 6, seq: 7, lateness: 30 });
    expect(at(31, [late], pushes).units).toBe(3);
  });

  it('is not what it refused', () => {
    const refused = push('amazon', { seconds: 40, seq: 7, shows: 1, answer: 'no such item' });
    expect(at(41, [], [...pushes, refused])).toMatchObject({ units: 5, evidence: { seq: 6 } });
  });

  it('before any push is what the next one found', () => {
    const own = sale(1, AMAZON, { seconds: 5, left: 8, seq: 3 });
    expect(at(0, [own], pushes)).toMatchObject({ units: 10, evidence: { kind: 'later', asOf: later(9) } });
  });

  it('without any push is what it shows now, and what it sold since', () => {
    const own = sale(1, AMAZON, { seconds: 5, left: 8, seq: 3 });
    expect(at(0, [own], [])).toMatchObject({ units: 4, evidence: { kind: 'later' } });
    expect(at(6, [own], [])).toMatchObject({ units: 3, evidence: { kind: 'sale', seq: 3 } });
  });

  it('is found among pushes in any order, and says what decided the last one', () => {
    const inputs = { available: 5, policy: 'shared', safetyStock: 0, buffer: 0 } as const;
    const [first, last] = pushes.map((each) => ({ ...each, inputs }));
    expect(
      at(
        31,
        [],
        [last, first].flatMap((each) => each ?? []),
      ),
    ).toMatchObject({ units: 5, inputs });
    expect(at(31, [], pushes)).not.toHaveProperty('inputs');
  });

  it('is not less what it sold after that time, what another location sold, or what was cancelled or shipped', () => {
    const after = sale(2, AMAZON, { seconds: 35, left: 3, seq: 7 });
    const cancelled = sale(-1, AMAZON, { seconds: 20, left: 6, seq: 5 });
    const elsewhere = {
      ...sale(1, AMAZON, { seconds: 21, left: 6, seq: 6 }),
      changes: [{ location: STORE, committed: 1 }],
    };
    expect(at(31, [after], pushes)).toMatchObject({ units: 5, evidence: { kind: 'push', seq: 6 } });
    expect(at(25, [cancelled, elsewhere], pushes)).toMatchObject({ units: 8, evidence: { kind: 'push', seq: 4 } });
  });

  it('before any push has nothing of what was posted only after the next one began', () => {
    const late = sale(1, AMAZON, { seconds: 5, left: 8, seq: 5, lateness: 10 });
    expect(at(0, [late], pushes)).toMatchObject({ units: 9 });
  });

  it('is another than what another listing of the channel displayed', () => {
    expect(at(31, [], [push('amazon@2', { seconds: 31, seq: 7, shows: 1 }), ...pushes]).units).toBe(5);
  });
});
