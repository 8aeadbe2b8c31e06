import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import type { Link } from '../../../../shared/domain/listing/link.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import type { Observation, OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { atFurtherPlace } from '../../../../shared/domain/stock/order-line.ts';
import type { Parked } from '../../../../shared/ports/posting/posting.ts';
import {
  addressedOf,
  firstOfOneLedger,
  linkBehind,
  listedElsewhere,
  parkingAsReported,
} from '../../../../shared/usecases/posting/hand-on.ts';
import { AMAZON, baseline, later, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { memoryParkingLot } from '../../../fakes/memory/memory-parking-lot.ts';

const NAME = parseSku('MUG-3');
const CUP = parseSku('CUP');
const LINK: Link = { channel: AMAZON, externalId: 'pack', soldAs: 'asin', name: NAME, sku: MUG, units: 3, before: [] };

/** What came under the name of the pack. */
function packLine(facts: Partial<OrderLineObservation> = {}): OrderLineObservation {
  return { ...orderLine({ sku: NAME, channel: AMAZON }), channelLocation: '-', soldAs: 'asin', ...facts };
}

/** Ledgers that have the lines under these keys. */
function ledgers(known: ReadonlyMap<Sku, readonly string[]> = new Map()) {
  return {
    load: async (sku: Sku, keys: readonly string[]) => {
      const { source } = packLine();
      const seen = keys.filter((key) => known.get(sku)?.includes(key));
      const line = { key: '', seq: 1, contentHash: '', source };
      return { ...emptyLedger(sku), seen: new Map(seen.map((key) => [key, { ...line, key }])) };
    },
  };
}
const named = (facts: Partial<SkuLedger> = {}): SkuLedger => ({ ...emptyLedger(NAME), links: [LINK], ...facts });
const KEY = packLine().source.key;

describe('what comes under the name of a linked listing', () => {
  it('goes to the SKU that the listing sells, at the listing’s place there', async () => {
    expect(await addressedOf(ledgers(), named(), packLine())).toMatchObject({
      ...{ sku: MUG, channelLocation: placeOfItem('-', 'pack') },
    });
  });

  it.each<[string, ReadonlyMap<Sku, readonly string[]>, Partial<SkuLedger>, Sku | undefined]>([
    ['the SKU that it sold before', new Map([[CUP, [KEY]]]), { links: [{ ...LINK, before: [CUP] }] }, CUP],
    ['the name’s own, where it stays', new Map([[NAME, [KEY]]]), { seq: 4 }, undefined],
    ['neither: it goes to what the listing sells now', new Map(), { seq: 4, links: [{ ...LINK, before: [CUP] }] }, MUG],
    ['the SKU that it sells now', new Map([[MUG, [KEY]]]), { seq: 4, links: [{ ...LINK, before: [MUG] }] }, MUG],
  ])('goes to the ledger that has its line already: %s', async (_, known, facts, sku) => {
    expect((await addressedOf(ledgers(known), named(facts), packLine()))?.sku).toBe(sku);
  });

  it('is a part of a line at a further place: it goes where the line is', async () => {
    const part = packLine({ source: { ...packLine().source, key: `${KEY}${atFurtherPlace('store')}` } });
    const before = named({ links: [{ ...LINK, before: [CUP] }] });
    expect((await addressedOf(ledgers(new Map([[CUP, [KEY]]])), before, part))?.sku).toBe(CUP);
  });

  it.each<[string, Observation, Partial<SkuLedger>]>([
    ['the name has no link', packLine(), { links: [] }],
    ['it is of another listing', packLine({ soldAs: 'other' }), {}],
    ['it is of another channel', { ...packLine(), source: { ...packLine().source, channel: SHOPIFY } }, {}],
    ['it is of no listing', baseline(3, NAME), {}],
  ])('stays under the name where %s', async (_, reported, facts) => {
    expect(await addressedOf(ledgers(), named(facts), reported)).toBeUndefined();
  });
});

describe('a line of an item that its channel has deleted', () => {
  const deleted = packLine({ soldAs: null });
  const other: Link = { ...LINK, externalId: 'other', soldAs: 'other', sku: CUP };

  it('is of the listing whose ledger has it, and is named by what that was sold as', async () => {
    const links = named({ links: [other, LINK], seq: 4 });
    const known = ledgers(new Map([[MUG, [KEY]]]));
    expect(await linkBehind(known, links, deleted)).toBe(LINK);
    expect(await addressedOf(known, links, deleted)).toMatchObject({ sku: MUG, soldAs: 'asin' });
  });

  it.each<[string, Partial<SkuLedger>, Link | undefined]>([
    ['the only one that bore the name', {}, LINK],
    ['none where the name’s own ledger may have it', { seq: 4 }, undefined],
    ['none where two bore the name', { links: [other, LINK] }, undefined],
    ['none where its link is of another channel', { links: [{ ...LINK, channel: SHOPIFY }] }, undefined],
  ])('that no ledger has is of %s', async (_, facts, link) => {
    expect(await linkBehind(ledgers(), named(facts), deleted)).toBe(link);
  });

  it('is none of the name’s own ledger, which has it under another listing', async () => {
    expect(await linkBehind(ledgers(new Map([[NAME, [KEY]]])), named({ seq: 4 }), deleted)).toBeUndefined();
  });
});

describe('observations of one message', () => {
  const own = packLine({ soldAs: 'other' });

  it('are handed on up to the first that is kept, and kept up to the first that is handed on', async () => {
    const first = await firstOfOneLedger(ledgers(), named(), [packLine(), packLine(), own, packLine()]);
    expect([first.handed.length, first.kept]).toEqual([2, []]);
    const second = await firstOfOneLedger(ledgers(), named(), [own, own, packLine()]);
    expect([second.handed, second.kept]).toEqual([[], [own, own]]);
  });

  it('are all kept where their name has no links', async () => {
    const { links: _links, ...unlinked } = named();
    expect(await firstOfOneLedger(ledgers(), unlinked, [own, packLine()])).toEqual({
      ...{ handed: [], kept: [own, packLine()] },
    });
  });
});

describe('a listing that must be checked because its line went on elsewhere', () => {
  const handedTo = (sku: Sku) => ({ reported: packLine(), addressed: { ...packLine(), sku } });

  it('is that of a line which an earlier ledger has, at its place among the SKU that it sells now', () => {
    const elsewhere = { sku: MUG, channel: AMAZON, channelLocation: placeOfItem('-', 'pack') };
    expect(listedElsewhere(named(), { handed: [handedTo(CUP)], kept: [] })).toEqual([elsewhere]);
    expect(listedElsewhere(named(), { handed: [], kept: [packLine()] })).toEqual([elsewhere]);
  });

  it('is at its own place where it sells its own SKU again', () => {
    const removed: Link = { ...LINK, sku: NAME, isRemoved: true };
    expect(listedElsewhere(named({ links: [removed] }), { handed: [handedTo(MUG)], kept: [] })).toEqual([
      { sku: NAME, channel: AMAZON, channelLocation: '-' },
    ]);
  });

  it('is none where the line went to the SKU that it sells, or is of no listing with a link', () => {
    expect(listedElsewhere(named(), { handed: [handedTo(MUG)], kept: [baseline(3, NAME)] })).toEqual([]);
    expect(listedElsewhere(named(), { handed: [], kept: [packLine({ soldAs: 'other' })] })).toEqual([]);
  });
});

it('what cannot be posted is parked as it came, under its name; anything else as it is', async () => {
  const { parking, parked } = parkingOf();
  const addressed = { ...packLine(), sku: MUG };
  const asReported = parkingAsReported(parking, [{ reported: packLine(), addressed }]);
  const others = [
    { ...addressed, source: { ...addressed.source, key: 'another' } },
    { ...addressed, receivedAt: later(9) },
  ];
  await asReported.park([addressed, ...others].map(parkedAs));
  expect(parked.map(({ observation }) => observation)).toEqual([packLine(), ...others]);
});

const parkedAs = (observation: Observation): Parked => ({
  ...{ observation, outcome: { kind: 'unknownSku', reason: 'It was never imported.' }, parkedAt: NOON },
});

function parkingOf() {
  const parked: Parked[] = [];
  const parking = {
    ...memoryParkingLot(new Map()),
    park: async (each: readonly Parked[]) => void parked.push(...each),
  };
  return { parking, parked };
}
