import { describe, expect, it } from '@jest/globals';
import { ofFact, ofOrder, ofSkus, underKey } from '../../../cli/parked/named-as-printed.ts';
import { printable } from '../../../cli/terminal/printable.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import type { Parked } from '../../../shared/ports/posting/posting.ts';
import { movement, NOON, orderLine, SHOPIFY, SQUARE } from '../../fakes/facts.ts';

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

  it('is found by its order, as it is or as it is printed, and by none that several channels have', () => {
    const ordered = (order: string, line: string, channel = SHOPIFY): Parked => ({
      ...parked('1', 'MUG'),
      observation: orderLine({ order, line, channel }),
    });
    const own = [ordered('T-7', '1'), ordered('T-7', '2'), ordered('T-\u202e8', '1'), parked('9', 'MUG')];
    expect(idsOf(ofOrder(own, 'T-7'))).toEqual(['order:T-7:line:1', 'order:T-7:line:2']);
    expect(ofOrder(own, 'T-�8')).toHaveLength(1);
    expect(ofOrder(own, '9')).toEqual([]);
    expect(() => ofOrder([...own, ordered('T-7', '1', SQUARE)], 'T-7')).toThrow(
      'of shopify, square: discard it key by key',
    );
  });

  it('is found by the number of its delivery or stocktake, which is in its key alone', () => {
    const received = (key: string): Parked => ({
      ...parked('1', 'MUG'),
      observation: { ...movement('received', 1), source: { channel: SQUARE, key } },
    });
    const lines = ['receipt:pos:PO%3A7:line:1', 'receipt:pos:PO%3A7:line:2', 'receipt:pos:PO%3A70:line:1'];
    expect(idsOf(ofOrder(lines.map(received), 'PO:7'))).toEqual(lines.slice(0, 2));
    expect(ofOrder([received('receive:PO:7')], 'PO')).toEqual([]);
  });

  it('is found by its fact, or the beginning of it, where several came under one key', () => {
    const [first, second] = [
      { ...parked('18', 'MUG'), fact: '2026-11-27T12:00:00.000Z#abc' },
      { ...parked('18', 'MUG'), fact: '2026-11-28T12:00:00.000Z#def' },
    ] as const;
    expect(ofFact([first, second], '2026-11-28T12:00:00.000Z ')).toEqual([second]);
    expect(ofFact([first, second], undefined)).toEqual([first, second]);
    expect(ofFact([parked('18', 'MUG')], '2026-11-28')).toEqual([]);
  });

  it('is found by its SKU, as it is or as it is printed', () => {
    expect(idsOf(ofSkus(all, ['MUG']))).toEqual(['sold:\u202eevil']);
    expect(idsOf(ofSkus(all, ['TEA�']))).toEqual(['sold:\u2028']);
    expect(ofSkus(all, ['NONE'])).toEqual([]);
    expect(ofSkus(all, [])).toEqual(all);
  });
});
