import { describe, expect, it } from '@jest/globals';
import { translateDirect } from '../../../../../shared/channels/direct/intake/translate.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { ownShop } from '../own-shop.ts';

const NOON = '2026-11-24T12:00:00.000Z';
const ONE = ownShop('https://shop.example.com');
const TWO = ownShop('https://shop.example.com', {
  locations: { shop: [parseLocationId('main')], cellar: [parseLocationId('back')] },
});

function translate(type: string, data: object, channel = ONE) {
  const rawBody = Buffer.from(JSON.stringify({ type, timestamp: NOON, data }));
  return translateDirect({ rawBody, channel, receivedAt: NOON });
}

const line = { id: '1', sku: 'MUG', quantity: 2 };
const ordered = { id: '1', sku: 'MUG', ordered: 3, shipped: 3, returned: 1 };
const order = (lines: readonly object[], rest: object = {}) => ({ id: 'W-1', version: NOON, lines, ...rest });

describe('a message of a direct channel', () => {
  it('says an order’s whole state, and that the shop took off its figure what did not come back', () => {
    expect(translate('order.updated', order([ordered]))).toMatchObject({
      kind: 'wholeOrder',
      lines: [
        {
          ...{ location: 'main', channelLocation: 'shop', version: Date.parse(NOON) },
          state: { ordered: 3, shipped: 3, returned: 1, deducted: 2 },
        },
      ],
    });
  });

  it('may say that the shop took off something else: what was cancelled and not put back', () => {
    const cancelled = { ...ordered, ordered: 0, shipped: 0, returned: 0, deducted: 3 };
    expect(translate('order.updated', order([cancelled]))).toMatchObject({
      lines: [{ state: { ordered: 0, shipped: 0, returned: 0, deducted: 3 } }],
    });
  });

  it('has the time of an order as its version: an import asks whether it is older than a figure', () => {
    expect(translate('order.updated', order([ordered], { version: 7 }))).toMatchObject({
      kind: 'malformed',
      path: 'data.version',
    });
  });

  it.each([
    ['sale.completed', line, 2],
    ['sale.completed', { ...line, quantity: -2 }, -2],
    ['sale.completed', { ...line, deducted: 1 }, 1],
    ['sale.returned', line, -2],
    ['stock.received', { ...line, deducted: -2 }, -2],
    ['stock.adjusted', { id: '1', sku: 'MUG', change: -1, reason: 'broken', deducted: 1 }, 1],
  ])('%s moves the shop’s own figure', (type, sold, deducted) => {
    expect(translate(type, { id: 'T-1', lines: [sold] })).toMatchObject({
      kind: 'document',
      observations: [{ deducted, channelLocation: 'shop' }],
    });
  });

  it.each([
    ['stock.received', line],
    ['stock.adjusted', { id: '1', sku: 'MUG', change: -1, reason: 'broken' }],
    ['sale.completed', { ...line, deducted: 0 }],
  ])('%s leaves the shop’s own figure to a push, unless it says otherwise', (type, moved) => {
    const intake = translate(type, { id: 'T-1', lines: [moved] });
    expect(intake).toMatchObject({ kind: 'document', observations: [{ changes: [{ location: 'main' }] }] });
    expect(JSON.stringify(intake)).not.toContain('deducted');
  });

  it('adds up what two bins of one count took off', () => {
    const counted = {
      countedAt: NOON,
      id: 'C-1',
      lines: [
        { ...line, deducted: 1 },
        { ...line, id: '2', deducted: 2 },
      ],
    };
    expect(translate('stock.counted', counted)).toMatchObject({
      observations: [{ kind: 'count', counted: 4, deducted: 3, channelLocation: 'shop' }],
    });
  });

  it('names its location where the shop has several, by the shop’s own word', () => {
    expect(translate('sale.completed', { id: 'T-1', lines: [line] }, TWO)).toMatchObject({ path: 'data.location' });
    expect(translate('sale.completed', { id: 'T-1', location: 'back', lines: [line] }, TWO)).toMatchObject({
      path: 'data.location',
    });
    expect(translate('sale.completed', { id: 'T-1', location: 'cellar', lines: [line] }, TWO)).toMatchObject({
      observations: [{ changes: [{ location: 'back', onHand: -2 }], channelLocation: 'cellar' }],
    });
    expect(translate('stock.transferred', { id: 'T-1', from: 'shop', to: 'cellar', lines: [line] }, TWO)).toMatchObject(
      {
        observations: [
          {
            changes: [
              { location: 'main', onHand: -2 },
              { location: 'back', onHand: 2 },
            ],
          },
        ],
      },
    );
  });

  it('says what a listing shows now, where the channel maps its location', () => {
    const figure = { listing: 'L-1', location: 'shop', shows: -1 };
    expect(translate('listing.changed', { listings: [figure, { ...figure, location: 'cellar' }] })).toMatchObject({
      kind: 'notices',
      notices: [{ channel: 'web', externalId: 'L-1', channelLocation: 'shop', quantity: -1, occurredAt: NOON }],
    });
    expect(translate('listing.changed', { listings: [{ ...figure, location: 'cellar' }] })).toMatchObject({
      kind: 'ignored',
    });
    expect(translate('listing.changed', { listings: [figure, { listing: 'L-2' }] })).toMatchObject({
      notices: [{}],
      setAside: [{ id: 'figure L-2' }],
    });
  });

  it('of figures has as many as its protocol says, at most: each is a message of a queue', () => {
    const figures = (many: number) =>
      Array.from({ length: many }, () => ({ listing: 'L-1', location: 'shop', shows: 1 }));
    expect(translate('listing.changed', { listings: figures(2_000) })).toMatchObject({ kind: 'notices' });
    expect(translate('listing.changed', { listings: figures(2_001) })).toEqual({
      ...{ kind: 'malformed', path: 'data.listings' },
      reason: 'Expected at most 2000 figures: send more as several messages.',
    });
  });

  it('of an order more than a day ahead is refused, whether its version is written as a time or as milliseconds', () => {
    for (const version of ['2026-11-26T00:00:00Z', Date.parse('2026-11-26T00:00:00Z'), Number.MAX_SAFE_INTEGER]) {
      expect(translate('order.updated', order([ordered], { version }))).toMatchObject({
        ...{ kind: 'malformed', path: 'data.version' },
        reason: 'The version lies more than a day in the future: set the clock right.',
      });
    }
  });

  it('of a count is refused where its bins took off more than can be kept', () => {
    const bins = (many: number) =>
      Array.from({ length: many }, (_, id) => ({ ...line, id: `${id}`, deducted: -600_000_000 }));
    const counted = (many: number) => translate('stock.counted', { countedAt: NOON, id: 'C-1', lines: bins(many) });
    expect(counted(1)).toMatchObject({ kind: 'document' });
    expect(counted(2)).toMatchObject({ kind: 'malformed', path: 'data.lines' });
  });

  it.each(['listing.change', 'listings.changed', 'Listing.Changed'])(
    'of the type %s is refused by its right name',
    (type) => {
      expect(translate(type, { listings: [] })).toMatchObject({
        ...{ kind: 'malformed', path: 'type' },
        reason: 'This is no type of ours. Did you mean listing.changed?',
      });
    },
  );

  it('that moves no stock is ignored, and one that may is refused', () => {
    expect(translate('stockline.test', {})).toMatchObject({ kind: 'ignored' });
    expect(translate('order.created', {})).toMatchObject({ kind: 'malformed', path: 'type' });
  });
});
