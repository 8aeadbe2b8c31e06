import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type Seen, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import { inSkuUnits, isOfAnotherListing, ownListing } from '../../../../shared/domain/posting/own-listing.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import {
  AMAZON,
  baseline,
  listing,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  POS,
  SHOPIFY,
  sha256,
} from '../../../fakes/facts.ts';

const soldAs = (id: string | null | undefined): OrderLineObservation => ({
  ...orderLine(),
  ...(id !== undefined && { soldAs: id }),
});

describe('the listing from which a channel subtracted what it sold', () => {
  const mug = listing(SHOPIFY, 5, { soldAs: 'variant 1' });
  const unknown = listing(SHOPIFY, 5);

  it.each([
    ['is the one that the order names', 'variant 1', mug, true],
    ['is not one that has the SKU and another id: a copy, or a variant that was made again', 'variant 2', mug, false],
    ['is none where what was sold is not in the catalogue any more', null, mug, false],
    ['is found by SKU where the order names no id', undefined, mug, true],
    ['is found by SKU where we know no id of the listing', 'variant 2', unknown, true],
  ])('%s', (_what, id, listed, isOwn) => {
    expect(ownListing([listing(AMAZON, 9), listed], soldAs(id))).toBe(isOwn ? listed : undefined);
    expect(isOfAnotherListing(soldAs(id), listed)).toBe(!isOwn);
  });

  it('is any of the channel for a movement, which names a SKU only', () => {
    expect(
      ownListing([listing(AMAZON, 9), mug], { ...movement('sold', -1), source: { channel: SHOPIFY, key: 'k' } }),
    ).toBe(mug);
  });
});

const PLACE = placeOfItem('-', 'MUG-3');
const single = listing(AMAZON, 12, { externalId: 'MUG' });
const triple = listing(AMAZON, 12, { externalId: 'MUG-3', channelLocation: PLACE, units: 3 });
const ledger: SkuLedger = { ...emptyLedger(MUG), listings: [single, triple] };

const sold = (facts: Parameters<typeof orderLine>[0] = {}): OrderLineObservation => ({
  ...orderLine({ channel: AMAZON, ...facts }),
  channelLocation: PLACE,
});

function postedIn(before: SkuLedger, ...reported: readonly OrderLineObservation[]): SkuLedger {
  const context = { now: NOON, digest: sha256, history: [] };
  return reported.reduce((now, each) => postAll(now, [inSkuUnits(each, now)], context).at(-1)?.after ?? now, before);
}
const stocked = postAll(ledger, [baseline(12)], { now: NOON, digest: sha256, history: [] }).at(-1)?.after ?? ledger;

describe('an order of a listing that sells three at a time', () => {
  it('commits three units for each, and lowers what that listing shows, not its sibling', () => {
    const { stock, listings } = postedIn(stocked, sold({ ordered: 2 }));
    expect(stock[MAIN]).toMatchObject({ onHand: 12, committed: 6 });
    expect(listings.map(({ shown }) => shown)).toEqual([12, 6]);
  });

  it('is multiplied once, however often it comes', () => {
    const line = inSkuUnits(sold({ ordered: 2 }), ledger);
    expect(inSkuUnits(line, ledger)).toBe(line);
  });

  it('of the sibling that sells single units commits one each', () => {
    const line = { ...orderLine({ channel: AMAZON, ordered: 2 }), channelLocation: '-' };
    expect(inSkuUnits(line, ledger)).toBe(line);
  });

  it('of a channel without listings is of single units', () => {
    const line = orderLine({ channel: POS });
    expect(inSkuUnits(line, ledger)).toBe(line);
  });
});

describe('a fact that was posted before its listing sold other units', () => {
  const linkedSince = ({ listings, ...rest }: SkuLedger, units: number): SkuLedger => ({
    ...rest,
    listings: listings.map((each) => (each.channelLocation === PLACE ? { ...each, units } : each)),
  });

  it('keeps its units: a cancellation gives back what the order took', () => {
    const ordered = postedIn(stocked, sold({ ordered: 2, version: 1 }));
    const cancelled = postedIn(linkedSince(ordered, 5), sold({ ordered: 0, deducted: 0, version: 2 }));
    expect(cancelled.stock[MAIN]).toMatchObject({ onHand: 12, committed: 0 });
  });

  it('moves what the listing shows in the units of today: so many did the channel put back', () => {
    const ordered = postedIn(stocked, sold({ ordered: 2, version: 1 }));
    const relinked = linkedSince(ordered, 5);
    const shown = (at: SkuLedger) => at.listings.find(({ channelLocation }) => channelLocation === PLACE)?.shown ?? 0;
    const cancelled = postedIn(relinked, sold({ ordered: 0, deducted: 0, version: 2 }));
    expect(shown(cancelled) - shown(relinked)).toBe(10);
  });

  it('that older code posted was posted in single units', () => {
    const key = sold().source.key;
    const recorded: Seen = { key, contentHash: '', seq: 1 };
    const known = { ...ledger, seen: new Map([[key, recorded]]) };
    expect(inSkuUnits(sold({ ordered: 2 }), known)).toMatchObject({ state: { ordered: 2 } });
  });
});

it('what is known to be of another item than the listing is of single units', () => {
  const variant = listing(SHOPIFY, 3, { soldAs: '7', units: 3 });
  const line: OrderLineObservation = { ...orderLine(), soldAs: '8' };
  expect(inSkuUnits(line, { ...emptyLedger(MUG), listings: [variant] })).toBe(line);
});

describe('the listing of a line that was handed on', () => {
  const handed = { ...orderLine({ channel: AMAZON }), channelLocation: PLACE };

  it('is the one at its place, and not its sibling of the same channel', () => {
    expect(ownListing([single, triple], handed)).toBe(triple);
  });

  it('is none once that listing has left the SKU: its sibling counted nothing', () => {
    expect(ownListing([single], handed)).toBeUndefined();
  });
});

it('a line under the SKU’s own name is not of a linked listing that bears another', () => {
  const line = { ...orderLine({ channel: AMAZON }), channelLocation: '-' };
  expect(ownListing([{ ...triple, name: parseSku('MUG-3') }], line)).toBeUndefined();
  expect(ownListing([{ ...triple, name: MUG }], line)).toMatchObject({ name: MUG });
});
