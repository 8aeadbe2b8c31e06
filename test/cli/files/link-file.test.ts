import { describe, expect, it } from '@jest/globals';
import { parseLinks, proposalsAsCsv, skuAndUnits } from '../../../cli/files/link-file.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { AMAZON, MUG } from '../../fakes/facts.ts';

describe('a file of links', () => {
  it('says of each listing which SKU it sells, and how many of it', () => {
    const text = 'channel,listing,sku,units\namazon,1A-2B3C,MUG,1\namazon,"MUG, 3",MUG,3\n';
    expect(parseLinks(text)).toEqual([
      { channel: AMAZON, listing: '1A-2B3C', sku: MUG, units: 1 },
      { channel: AMAZON, listing: 'MUG, 3', sku: MUG, units: 3 },
    ]);
  });

  it.each([
    ['no listing', 'amazon,,MUG,1', 'Line 2: The listing is missing'],
    ['no units, as proposals are written', 'amazon,1A,MUG,', 'Line 2: “” is not how many units'],
    ['units that are no whole number', 'amazon,1A,MUG,1.5', 'Line 2: “1.5” is not how many units'],
    ['0 units', 'amazon,1A,MUG,0', 'Line 2: “0” is not how many units'],
  ])('with %s is refused with its line', (_what, row, message) => {
    expect(() => parseLinks(`channel,listing,sku,units\n${row}\n`)).toThrow(message);
  });

  it('of proposals leaves open how many units each listing sells', () => {
    const listing = { channel: AMAZON, listing: '1A', name: parseSku('1A') };
    expect(proposalsAsCsv({ proposed: [{ listing, candidate: { sku: MUG, because: ['gtin'] } }] })).toBe(
      'channel,listing,sku,units\namazon,1A,MUG,\n',
    );
  });
});

it.each([
  ['MUG', ['MUG', '1']],
  ['MUG=3', ['MUG', '3']],
  ['A=B', ['A=B', '1']],
  ['A=B=6', ['A=B', '6']],
])('%s on the command line is %j', (text, parts) => {
  expect(skuAndUnits(text)).toEqual(parts);
});
