import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { factOf, lineContentHash } from '../../../../shared/domain/ledger/content-hash.ts';
import { later, MAIN, movement, NOON, orderLine, sha256 } from '../../../fakes/facts.ts';

const sale = movement('sold', -1, { id: '18' });
const factsOf = (...observations: Parameters<typeof factOf>[0][]) =>
  new Set(observations.map((each) => factOf(each, sha256))).size;

describe('the contents of an order line', () => {
  const state = { ordered: 1, shipped: 0, returned: 0, deducted: 0 };
  const hashAt = (ordered: number, location: string) =>
    lineContentHash({ ...state, ordered }, parseLocationId(location), sha256);

  it('are where its units are, and nowhere without units', () => {
    expect(hashAt(1, 'main')).not.toBe(hashAt(1, 'store'));
    expect(hashAt(0, 'main')).toBe(hashAt(0, 'store'));
  });
});

describe('a fact under a key', () => {
  it('is another one at another time and with other contents, and the same one whenever it is received', () => {
    expect(factsOf(sale, { ...sale, occurredAt: later(1) }, { ...sale, changes: [] })).toBe(3);
    expect(factsOf(sale, { ...sale, source: { ...sale.source, key: 'another' } })).toBe(2);
    expect(factsOf(sale, { ...sale, receivedAt: later(1) })).toBe(1);
  });

  it('is of the time that its source stated, whatever we make of its clock', () => {
    expect(factsOf({ ...sale, statedAt: NOON, occurredAt: later(60) }, sale)).toBe(1);
    expect(factOf({ ...sale, statedAt: NOON, occurredAt: later(60) }, sha256)).toContain(NOON);
  });

  it('may be a count', () => {
    const { kind: _kind, changes: _changes, cause: _cause, ...rest } = sale;
    const count = { ...rest, kind: 'count' as const, location: MAIN, counted: parseQuantity(5) };
    expect(factsOf(count, { ...count, counted: parseQuantity(6) }, count)).toBe(2);
    expect(factOf(count, sha256)).toContain(NOON);
  });

  it('is the only one where the newest report says all that the others did', () => {
    expect([orderLine(), { ...sale, readAt: 1 }].map((each) => factOf(each, sha256))).toEqual([undefined, undefined]);
  });
});
