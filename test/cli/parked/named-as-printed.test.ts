import { describe, expect, it } from '@jest/globals';
import { ofSkus, underKey } from '../../../cli/parked/named-as-printed.ts';
import { printable } from '../../../cli/printable.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import type { Parked } from '../../../shared/ports/posting/posting.ts';
import { movement, NOON } from '../../fakes/facts.ts';

const parked = (id: string, sku: string): Parked => ({
  observation: movement('sold', -1, { id, sku: parseSku(sku) }),
  outcome: { kind: 'unknownSku', reason: 'Import it.' },
  parkedAt: NOON,
});
const idsOf = (found: readonly Parked[]) => found.map(({ observation }) => observation.source.key);

describe('what is parked', () => {
  const all = [parked('\u202eevil', 'MUG'), parked('�evil', 'CUP'), parked('\u2028', 'TEA\u202e')];

  it('is found by its key, and by the key as it is printed where no other has exactly that one', () => {
    const odd = `sold:\u202eevil`;
    expect(idsOf(underKey(all, odd))).toEqual([odd]);
    expect(idsOf(underKey(all, 'sold:�evil'))).toEqual(['sold:�evil']);
    expect(idsOf(underKey(all, printable('sold:\u2028')))).toEqual(['sold:\u2028']);
    expect(underKey(all, 'sold:other')).toEqual([]);
  });

  it('is found without the blanks at its end, which nobody sees', () => {
    const blank = [parked('7 ', 'MUG '), parked('8', 'MUG')];
    expect(idsOf(underKey(blank, 'sold:7'))).toEqual(['sold:7 ']);
    expect(idsOf(ofSkus(blank, ['MUG']))).toEqual(['sold:7 ', 'sold:8']);
    expect(idsOf(ofSkus(blank.slice(0, 1), ['MUG']))).toEqual(['sold:7 ']);
  });

  it('is found by its SKU, as it is or as it is printed', () => {
    expect(idsOf(ofSkus(all, ['MUG']))).toEqual(['sold:\u202eevil']);
    expect(idsOf(ofSkus(all, ['TEA�']))).toEqual(['sold:\u2028']);
    expect(ofSkus(all, ['NONE'])).toEqual([]);
    expect(ofSkus(all, [])).toEqual(all);
  });
});
