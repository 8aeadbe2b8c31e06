import { DYNAMO_TABLE, type Guard } from '../guard.ts';

const PLACES = [
  'test/shared/channels/shopify/orders/order-places',
  'test/shared/channels/shopify/order-lives',
] as const;
const NOTES = [
  'test/shared/domain/listing/catalogue-note',
  'test/shared/usecases/intake/note-catalogue-changes',
] as const;
const PAYLOADS = ['test/shared/channels/json-body', 'test/shared/channels/shopify/any-payload'] as const;

/** What channels tell, on its way to the queues. */
export const INTAKE_GUARDS: readonly Guard[] = [
  {
    guard: 'A fulfillment has its order read back, so that it alone repairs a lost orders/updated',
    file: 'shared/channels/shopify/intake/translate.ts',
    search: "  ['FULFILLMENTS_CREATE', { schema: shippedOrder, because: 'partTold' }],\n",
    replace: '',
    tests: ['test/shared/channels/shopify/order-lives'],
  },
  {
    guard: 'Units that Shopify assigned to another place are committed there',
    file: 'shared/channels/shopify/orders/order-places.ts',
    search: '    const ordered = shipped + toShip;',
    replace: '    const ordered = shipped;',
    tests: PLACES,
  },
  {
    guard: 'A webhook of a shop with several mapped places does not say where units are committed',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: '  if (Object.keys(channel.locations).length < 2) {',
    replace: '  if (true) {',
    tests: PLACES,
  },
  {
    guard: 'No fulfillment orders do not mean that an order is routed',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: 'unitsAssigned(order, line.id) >= Math.min(toShip, line.fulfillable_quantity)',
    replace: 'true',
    tests: PLACES,
  },
  {
    guard: 'A place that an order was moved away from has nothing of it any more',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: '  return [...placed, ...others.map(',
    replace: '  return [...placed, ...others.slice(others.length).map(',
    tests: PLACES,
  },
  {
    guard: 'Units that left an order unshipped and were not put back are gone',
    file: 'shared/channels/shopify/intake/order.ts',
    search: 'ordered: state.ordered + gone, shipped: state.shipped + gone',
    replace: 'ordered: state.ordered',
    tests: ['test/shared/channels/shopify/intake/order.test'],
  },
  {
    guard: 'Units that left from another place are that place’s',
    file: 'shared/channels/shopify/orders/order-places.ts',
    search: '  const named = [...shipping, ...returning, ...assigned]',
    replace: '  const named = [...returning, ...assigned]',
    tests: PLACES,
  },
  {
    guard: 'Units that came back to another place are that place’s',
    file: 'shared/channels/shopify/orders/order-places.ts',
    search: '  const named = [...shipping, ...returning, ...assigned]',
    replace: '  const named = [...shipping, ...assigned]',
    tests: PLACES,
  },
  {
    guard: 'The key of a Shopify line names its place, where that is not the order’s',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: "isHome ? ''",
    replace: "true ? ''",
    tests: PLACES,
  },
  {
    guard: 'An event of another shop on the same bus is not ours',
    file: 'shared/channels/shopify/intake/partner-event.ts',
    search: "metadata['x-shopify-shop-domain'].toLowerCase() !== channel.shop",
    replace: 'false',
    tests: ['test/shared/channels/shopify/intake/partner-event'],
  },
  {
    guard: 'An order whose message does not say who ships it, or of which units were cancelled, is read back',
    file: 'shared/channels/amazon/intake/translate.ts',
    search: 'if (!FulfillmentType || isPartCancelled(change)) {',
    replace: 'if (!FulfillmentType && isPartCancelled(change)) {',
    tests: ['test/shared/channels/amazon/intake/translate'],
  },
  {
    guard: 'A refusal repeats no value that it was given',
    file: 'shared/channels/json-body.ts',
    search: ".replace(/(?: but|:) received .*$/isu, '.')",
    replace: '',
    tests: PAYLOADS,
  },
  {
    guard: 'A listing that is sold as something else is pushed no more',
    file: 'shared/domain/listing/catalogue-note.ts',
    search: 'const stopped = found?.stops === true && wasManaged;',
    replace: 'const stopped = false;',
    tests: NOTES,
  },
  {
    guard: 'What was told of a catalogue before what is known changes nothing',
    file: 'shared/domain/listing/catalogue-note.ts',
    search: 'before.at > at || ',
    replace: '',
    tests: NOTES,
  },
  {
    guard: 'A problem that is solved lets a listing be pushed only if no other stops it',
    file: 'shared/domain/listing/catalogue-note.ts',
    search: 'managed: wasManaged && !stopped && !isStopped,',
    replace: 'managed: wasManaged && !stopped,',
    tests: NOTES,
  },
  {
    guard: 'A note of a catalogue is written only over the notes that were read',
    file: 'shared/aws/listings/listing-notes.ts',
    search: 'attribute_exists(pk) AND $',
    replace: 'attribute_exists(pk) OR $',
    tests: DYNAMO_TABLE,
  },
];
