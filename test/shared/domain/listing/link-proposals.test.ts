import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { type NamedListing, proposeLinks } from '../../../../shared/domain/listing/link-proposals.ts';
import { AMAZON, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const RED = parseSku('MUG-RED');
const BLUE = parseSku('MUG-BLUE');
const GTIN = '4006381333931';

const listing = (name: string, facts: Partial<NamedListing> = {}): NamedListing => ({
  channel: AMAZON,
  listing: name,
  name: parseSku(name),
  ...facts,
});
const selling = (sku: Sku, facts: Partial<NamedListing> = {}): NamedListing =>
  listing(sku, { channel: SHOPIFY, sells: sku, ...facts });

const found = (...listings: readonly NamedListing[]) => {
  const { proposed, ambiguous, unmatched } = proposeLinks(listings, [RED, BLUE]);
  return {
    proposed: proposed.map(({ listing: { name }, candidate }) => [name, candidate.sku, candidate.because]),
    ambiguous: ambiguous.map(({ listing: { name }, candidates }) => [name, candidates.map(({ sku }) => sku)]),
    unmatched: unmatched.map(({ name }) => name),
  };
};

describe('a listing that sells no SKU of the ledger', () => {
  it('is proposed the SKU whose listing has the same trade item number, however it is written', () => {
    expect(found(selling(RED, { gtin: GTIN }), listing('1A-2B3C', { gtin: `0${GTIN}` })).proposed).toEqual([
      ['1A-2B3C', RED, ['gtin']],
    ]);
  });

  it('is proposed the SKU that another listing of the same Amazon article sells', () => {
    const amazons = listing('RED-FBA', { sells: RED, asin: 'B000000001' });
    expect(found(amazons, listing('1A-2B3C', { asin: 'B000000001' })).proposed).toEqual([['1A-2B3C', RED, ['asin']]]);
  });

  it.each(['mug-red', 'MUG RED', '00mug_red', 'Mug.Red', ' MUG–RED'])(
    'is proposed the SKU that it looks like: %s',
    (name) => {
      expect(found(listing(name.trim())).proposed).toEqual([[name.trim(), RED, ['lookAlike']]]);
    },
  );

  it.each([
    ['a wrong check digit', '4006381333932'],
    ['“does not apply”', 'Does not apply'],
    ['a number that a shop gave out itself', '2912345678904'],
  ])('is proposed nothing by %s', (_what, gtin) => {
    expect(found(selling(RED, { gtin }), listing('1A-2B3C', { gtin }))).toMatchObject({
      proposed: [],
      unmatched: ['1A-2B3C'],
    });
  });

  it('is proposed the SKU whose number it has as its own SKU', () => {
    expect(found(selling(RED, { gtin: GTIN }), listing(GTIN)).proposed).toEqual([[GTIN, RED, ['gtin']]]);
  });

  it('is proposed nothing by a number that contradicts its SKU, and that number stands on two articles then', () => {
    const other = '4012345678901';
    const odd = listing(other, { gtin: GTIN });
    expect(found(selling(RED, { gtin: GTIN }), odd)).toMatchObject({ proposed: [], unmatched: [other] });
    const beside = listing('1A-2B3C', { gtin: GTIN });
    expect(found(selling(RED, { gtin: GTIN }), odd, beside).proposed).toEqual([]);
  });

  it('of whose number two SKUs have listings is ambiguous, with both', () => {
    const twice = [selling(RED, { gtin: GTIN }), selling(BLUE, { gtin: GTIN })];
    expect(found(...twice, listing('1A-2B3C', { gtin: GTIN })).ambiguous).toEqual([['1A-2B3C', [RED, BLUE]]]);
  });

  it.each([
    ['another listing of its channel', listing('OTHER', { gtin: GTIN })],
    ['a listing that sells another SKU there', listing('OTHER', { gtin: GTIN, sells: BLUE, channel: SHOPIFY })],
    ['another listing of the channel of the SKU', listing('OTHER', { gtin: GTIN, channel: SHOPIFY })],
  ])('is proposed nothing by a number that stands on %s too', (_what, other) => {
    const { proposed, ambiguous } = found(selling(RED, { gtin: GTIN }), other, listing('1A-2B3C', { gtin: GTIN }));
    expect(proposed).toEqual([]);
    expect(ambiguous.map(([name]) => name)).toContain('1A-2B3C');
  });

  it('is proposed the SKU by a number that stands on another listing of the same SKU too', () => {
    const pack = listing('MUG-RED-3', { gtin: GTIN, sells: RED, channel: SHOPIFY });
    expect(found(selling(RED, { gtin: GTIN }), pack, listing('1A-2B3C', { gtin: GTIN })).proposed).toEqual([
      ['1A-2B3C', RED, ['gtin']],
    ]);
  });

  it('that looks like a SKU and has another number is ambiguous', () => {
    const other = '4012345000009';
    expect(found(selling(RED, { gtin: GTIN }), listing('mug.red', { gtin: other })).ambiguous).toEqual([
      ['mug.red', [RED]],
    ]);
    expect(found(selling(RED), listing('mug.red', { gtin: other })).proposed).toHaveLength(1);
  });

  it.each([
    ['its name', 'mug.red', {}],
    ['its number', 'OTHER', { gtin: GTIN }],
  ])('is ambiguous by %s where its channel has a listing that sells the SKU already', (_what, name, facts) => {
    const sold = [selling(RED, { gtin: GTIN }), listing('THERE', { sells: RED })];
    expect(found(...sold, listing(name, facts)).ambiguous).toEqual([[name, [RED]]]);
  });

  it('is proposed the SKU by the Amazon article where its channel has a listing that sells it already', () => {
    const sold = [selling(RED, { gtin: GTIN }), listing('THERE', { sells: RED, asin: 'B1', gtin: GTIN })];
    const doubled = listing('THERE-FBA', { asin: 'B1', gtin: GTIN });
    expect(found(...sold, doubled, listing('77', { gtin: GTIN, channel: SQUARE })).proposed).toEqual([
      ['THERE-FBA', RED, ['gtin', 'asin']],
      ['77', RED, ['gtin']],
    ]);
  });

  it.each([
    ['has its very name, and cannot sell that SKU', [listing('mugred', { channel: SHOPIFY })], 'mugred', {}],
    ['looks like it and like no SKU', [listing('Cup-1', { channel: SQUARE })], 'cup 1', { gtin: GTIN }],
    [
      'has its number and may sell another SKU',
      [listing('mug blue', { channel: SQUARE, gtin: '4012345000009' })],
      'mug red',
      { gtin: '4012345000009' },
    ],
  ])('is ambiguous where a listing of another channel %s', (_what, others, name, facts) => {
    const { proposed, ambiguous } = found(
      selling(RED, { gtin: 'gtin' in facts && facts.gtin === GTIN ? GTIN : undefined }),
      ...others,
      listing(name, facts),
    );
    expect(proposed.map(([each]) => each)).not.toContain(name);
    expect(ambiguous).toContainEqual([name, [RED]]);
  });

  it('whose number says one SKU and whose name another is ambiguous, with both', () => {
    expect(found(selling(RED, { gtin: GTIN }), listing('mug.blue', { gtin: GTIN })).ambiguous).toEqual([
      ['mug.blue', [RED, BLUE]],
    ]);
  });

  it('is ambiguous where another listing of its channel has the same one candidate', () => {
    const both = [listing('mug.red'), listing('mug_red')];
    expect(found(...both)).toMatchObject({
      proposed: [],
      ambiguous: [
        ['mug.red', [RED]],
        ['mug_red', [RED]],
      ],
    });
  });

  it('is proposed it where the other listing is on another channel', () => {
    expect(found(listing('mug.red'), listing('mug_red', { channel: SQUARE })).proposed).toHaveLength(2);
  });
});

it('a listing that sells a SKU already is proposed none', () => {
  expect(found(selling(RED, { gtin: GTIN }), selling(BLUE, { gtin: GTIN }))).toEqual({
    proposed: [],
    ambiguous: [],
    unmatched: [],
  });
});

it('names of nothing but punctuation look like no other', () => {
  expect(found(listing('--'), listing('##', { sells: RED }))).toMatchObject({ proposed: [], unmatched: ['--'] });
});
