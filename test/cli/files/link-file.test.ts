import { describe, expect, it } from '@jest/globals';
import { linksBefore, parseLinks, proposalsAsCsv, skuAndUnits } from '../../../cli/files/link-file.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { AMAZON, baseline, MUG } from '../../fakes/facts.ts';
import { shows } from '../../fakes/shops/imported-channels.ts';
import { linkedMugs } from '../../fakes/shops/linked-mugs.ts';

describe('a file of links', () => {
  it('says of each listing which SKU it sells, and how many of it', () => {
    const text = 'channel,listing,sku,units\namazon,1A-2B3C,MUG,1\namazon,"MUG, 3",MUG,3\n';
    expect(parseLinks(text)).toEqual([
      { channel: AMAZON, listing: '1A-2B3C', sku: MUG, units: 1 },
      { channel: AMAZON, listing: 'MUG, 3', sku: MUG, units: 3 },
    ]);
  });

  it('is read as spreadsheets write it: empty columns behind the header, decimals, and an apostrophe that marks text', () => {
    const text = "channel;listing;sku;units;;\r\namazon;'+1A;MUG;3,00;;\r\n;;;;;\r\n";
    expect(parseLinks(text)).toEqual([{ channel: AMAZON, listing: '+1A', sku: MUG, units: 3 }]);
  });

  it('takes a link back with 0 units of no SKU', () => {
    expect(parseLinks('channel,listing,sku,units\namazon,1A,,0\n')).toEqual([
      { channel: AMAZON, listing: '1A', units: 1 },
    ]);
  });

  it('of what listings sold before takes their new links back', async () => {
    const [one, other] = [parseSku('1A'), parseSku('2B')];
    const rows = [one, other].map((sku) => ({ channel: AMAZON, row: shows(sku, 4, { externalId: sku }) }));
    const { plan, link, post } = linkedMugs(rows);
    await post(baseline(9));
    await link({ channel: AMAZON, listing: other, sku: MUG, units: 3 });
    const wanted = [one, other].map((listing) => ({ channel: AMAZON, listing, sku: MUG, units: 2 }));
    const before = linksBefore((await plan(...wanted)).planned);
    expect(before).toBe('channel,listing,sku,units\namazon,1A,,0\namazon,2B,MUG,3\n');
    await link(...wanted);
    await link(...parseLinks(before));
    expect((await plan(...parseLinks(before))).planned).toEqual([]);
  });

  it.each([
    ['no listing', 'amazon,,MUG,1', 'Line 2: The listing is missing'],
    ['no units, as proposals are written', 'amazon,1A,MUG,', 'Line 2: “” is not how many units'],
    ['units that are no whole number', 'amazon,1A,MUG,1.5', 'Line 2: “1.5” is not a quantity'],
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
