import { describe, expect, it } from '@jest/globals';
import type { ShopifyChannel } from '../../../../../shared/channel-config.ts';
import {
  type ShipmentLine,
  transferMovements,
} from '../../../../../shared/channels/shopify/orders/transfer-movements.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { later, MAIN, NOON, SHOPIFY } from '../../../../fakes/facts.ts';

const STORE = parseLocationId('store');
const channel: ShopifyChannel = {
  id: SHOPIFY,
  platform: 'shopify',
  shop: 'demo.myshopify.com',
  locations: { '1': [MAIN], '2': [STORE] },
  buffer: 0,
};
const ITEM = { id: 'gid://shopify/InventoryItem/30', sku: 'MUG', tracked: true };
const read = { readAt: new Date(later(60)), receivedAt: NOON, acceptedBefore: {} };

function line(facts: Partial<ShipmentLine> = {}): ShipmentLine {
  return {
    id: 'gid://shopify/InventoryShipmentLineItem/7',
    quantity: 10,
    acceptedQuantity: 0,
    inventoryItem: ITEM,
    leftAt: null,
    arrivedAt: null,
    ...facts,
  };
}

const movedOf = (facts: Partial<ShipmentLine>, acceptedBefore: Readonly<Record<string, number>> = {}) =>
  transferMovements(channel, { id: '5', from: '1', to: '2', lines: [line(facts)] }, { ...read, acceptedBefore });

const moved = (from: string | undefined, to: string | undefined, facts: Partial<ShipmentLine> = {}) =>
  transferMovements(channel, { id: '5', from, to, lines: [line(facts)] }, read);

describe('a transfer', () => {
  it.each([
    ['from a supplier, nothing accepted yet', undefined, '1', 0, []],
    ['from a supplier, some accepted', undefined, '1', 4, [['received', MAIN, 4]]],
    ['from a location that is not ours', '9', '1', 4, [['received', MAIN, 4]]],
    ['between two of ours, under way', '1', '2', 0, [['transferred', MAIN, -10]]],
    [
      'between two of ours, some accepted',
      '1',
      '2',
      4,
      [
        ['transferred', MAIN, -10],
        ['transferred', STORE, 4],
      ],
    ],
    ['to a location that is not ours', '1', '9', 4, [['transferred', MAIN, -10]]],
    ['between two that are not ours', '8', '9', 4, []],
    ['to nowhere', '1', undefined, 4, [['transferred', MAIN, -10]]],
  ] as const)('%s', (_, from, to, acceptedQuantity, expected) => {
    const { movements } = moved(from, to, { acceptedQuantity });
    expect(movements.map(({ cause, changes: [change] }) => [cause, change?.location, change?.onHand])).toEqual(
      expected,
    );
  });

  it('is known by its line and end, may be read again, and says that Shopify raised its own figure', () => {
    const [received] = moved(undefined, '1', { acceptedQuantity: 4 }).movements;
    expect(received).toMatchObject({
      source: { channel: SHOPIFY, order: 'transfer:5', line: '7', key: 'shopify-transfer:shopify:7:to' },
      deducted: -4,
      channelLocation: '1',
      soldAs: '30',
      readAt: Date.parse(later(60)),
      occurredAt: NOON,
    });
  });

  it('says of units that came before those that its webhook reports when the first of them came', () => {
    const facts = { acceptedQuantity: 9, leftAt: later(-90), arrivedAt: later(-60) };
    const [left, came] = movedOf(facts, { '7': 5 }).movements;
    expect(left?.changes).toEqual([{ location: MAIN, onHand: -10, occurredAt: later(-90) }]);
    expect(came?.changes).toEqual([
      { location: STORE, onHand: 5, occurredAt: later(-60) },
      { location: STORE, onHand: 4 },
    ]);
  });

  it('that nobody says the parts of came when the first of it came', () => {
    const [, came] = movedOf({ acceptedQuantity: 9, arrivedAt: later(-60) }).movements;
    expect(came?.changes).toEqual([{ location: STORE, onHand: 9, occurredAt: later(-60) }]);
  });

  it.each([
    [{ inventoryItem: null }, 'is of an item that was deleted'],
    [{ inventoryItem: { ...ITEM, sku: 'MUG', tracked: false } }, 'is of an item that Shopify does not track'],
    [{ inventoryItem: { ...ITEM, sku: null, tracked: true } }, 'has no SKU'],
    [{ inventoryItem: { ...ITEM, sku: '', tracked: true } }, 'has no SKU'],
    [{ inventoryItem: { ...ITEM, sku: 'M\u0007G', tracked: true } }, 'has a SKU that cannot be kept'],
  ])('leaves out a line that nobody counts, and says why: %j', (facts, because) => {
    const { movements, ignored } = moved(undefined, '1', { acceptedQuantity: 4, ...facts });
    expect(movements).toEqual([]);
    expect(ignored).toEqual([`Line 7 of transfer 5 ${because}.`]);
  });
});
