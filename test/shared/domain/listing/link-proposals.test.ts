import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { looksOf, type NamedListing, proposeLinks } from '../../../../shared/domain/listing/link-proposals.ts';
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

  it('of whose number two SKUs have listings is ambiguous, with both', () => {
    const twice = [selling(RED, { gtin: GTIN }), selling(BLUE, { gtin: GTIN })];
    expect(found(...twice, listing('1A-2B3C', { gtin: GTIN })).ambiguous).toEqual([['1A-2B3C', [RED, BLUE]]]);
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
  expect(looksOf('--')).toEqual([]);
  expect(found(listing('--'), listing('##', { sells: RED }))).toMatchObject({ proposed: [], unmatched: ['--'] });
});

describe('what looks alike', () => {
  const proposedFor = (name: string, inLedger: string) =>
    proposeLinks([listing(name)], [parseSku(inLedger)]).proposed.map(({ candidate }) => candidate.because);

  it.each([
    ['12-34', '1234'],
    ['12-34', '12.34'],
    ['12 34', '12/34'],
    ['TEE.01', 'TEE-01'],
    ['Mug®', 'MUG'],
    ['0042-7', '42_7'],
    ['1.5-KG', '1-5 kg'],
  ])('is proposed: %s for %s', (name, inLedger) => {
    expect(proposedFor(name, inLedger)).toEqual([['lookAlike']]);
  });

  it.each([
    ['another number', 'BOLT-1.5', 'BOLT-15'],
    ['another number', 'PIPE-1/2', 'PIPE-12'],
    ['another number', 'PIPE-½', 'PIPE-12'],
    ['another model', 'PHONE-15+', 'PHONE-15'],
  ])('is not proposed where it is %s: %s for %s', (_what, name, inLedger) => {
    expect(proposedFor(name, inLedger)).toEqual([]);
  });
});
