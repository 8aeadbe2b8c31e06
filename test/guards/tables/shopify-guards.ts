/** The guards of what is so on Shopify alone. */
import { DYNAMO_TABLE, type Guard, MEMORY_TABLE } from '../guard.ts';

const CATALOGUE = ['test/shared/channels/shopify/catalogue'] as const;
const BUNDLES = ['test/shared/usecases/importing/enter-bundles'] as const;
const SWEEP = ['test/shared/channels/shopify/orders/order-feed'] as const;

/** What Shopify sells in other ways than one tracked variant for each SKU. */
export const SHOPIFY_GUARDS: readonly Guard[] = [
  {
    guard: 'Lost units are of a place that has shipped none',
    file: 'shared/channels/shopify/orders/order-places.ts',
    search: '(idle.at(-1) ?? naming.at(-1))?.location_id',
    replace: 'naming.at(-1)?.location_id',
    tests: ['test/shared/channels/shopify/orders/order-places'],
  },
  {
    guard: 'A bundle of Shopify is never pushed',
    file: 'shared/channels/shopify/catalogue.ts',
    search: 'drawsOn, managed: false, shows, madeOf }',
    replace: 'drawsOn, managed: true, shows, madeOf }',
    tests: CATALOGUE,
  },
  {
    guard: 'A bundle of Shopify has nothing on hand of its own',
    file: 'shared/usecases/importing/plan-import.ts',
    search: 'withoutOrdersNotFound(withoutBundles(given, bundles))',
    replace: 'withoutOrdersNotFound(given)',
    tests: BUNDLES,
  },
  {
    guard: 'The open orders of a bundle take its components, once it is defined',
    file: 'shared/usecases/importing/enter-bundles.ts',
    search: 'await observations.send([...openLinesOf(reading, asOf), ...since]);',
    replace: 'await observations.send(since);',
    tests: BUNDLES,
  },
  {
    guard: 'A bundle enters the ledger without its orders, which would take what it does not have',
    file: 'shared/usecases/importing/apply-import.ts',
    search: 'if (bundles.some(({ sku }) => sku === reading.sku)) {',
    replace: 'if (false) {',
    tests: BUNDLES,
  },
  {
    guard: 'What another variant under the SKU sold was not subtracted from our listing',
    file: 'shared/domain/posting/own-listing.ts',
    search: ' && !isOfAnotherListing(observation, listing),',
    replace: ',',
    tests: ['test/shared/domain/posting/own-listing'],
  },
  {
    guard: 'A listing whose SKU its channel has twice is not raised',
    file: 'shared/domain/pushing/push-plan.ts',
    search: ' || isDoubled(listing))',
    replace: ')',
    tests: ['test/shared/domain/pushing/push-plan'],
  },
  {
    guard: 'Another item under the SKU is a visible problem of the listing that has it',
    file: 'shared/usecases/intake/note-catalogue-changes.ts',
    search: '    if (!(await noteDouble(ports, notice))) {\n      return false;\n    }\n',
    replace: '',
    tests: ['test/shared/usecases/intake/note-catalogue-changes'],
  },
  {
    guard: 'A listing whose item was made again takes what the new one shows',
    file: 'shared/aws/listings/listing-registry.ts',
    search: "...(isSame && { ConditionExpression: 'attribute_not_exists(pk) OR externalId = :externalId' }),",
    replace: '',
    tests: DYNAMO_TABLE,
  },
  {
    guard: 'In memory: a listing whose item was made again takes what the new one shows',
    file: 'test/fakes/memory/memory-table.ts',
    search: 'known !== undefined && isAnother ? madeAgain(known, shows, now)',
    replace: 'known !== undefined && false ? madeAgain(known, shows, now)',
    tests: MEMORY_TABLE,
  },
  {
    guard: 'What a till sold offline left when it was sold, not when Shopify received it',
    file: 'shared/channels/shopify/orders/past-states.ts',
    search: '  return withOfflineSale(order, states);',
    replace: '  return states;',
    tests: ['test/scars/offline-till'],
  },
  {
    guard: 'Only a till’s time of sale is believed',
    file: 'shared/channels/shopify/orders/past-states.ts',
    search: "source_name !== 'pos' || ",
    replace: '',
    tests: ['test/scars/offline-till'],
  },
  {
    guard: 'Units of a line moved at the time that its past gives, for a count that is reported later',
    file: 'shared/domain/posting/decide-order-line.ts',
    search: 'atTheirTime(lineChanges(recorded?.line, observation), observation)',
    replace: 'lineChanges(recorded?.line, observation)',
    tests: ['test/scars/offline-till'],
  },
  {
    guard: 'No page of variants asks for more locations than Shopify takes in one query',
    file: 'shared/channels/shopify/catalogue.ts',
    search: 'const LOCATIONS_AT_ONCE = 40;',
    replace: 'const LOCATIONS_AT_ONCE = 400;',
    tests: CATALOGUE,
  },
  {
    guard: 'A shop with more variants than Shopify pages through is read to its end',
    file: 'shared/channels/shopify/catalogue.ts',
    search: 'const PAGED_MAX = 20_000;',
    replace: 'const PAGED_MAX = 20_000_000;',
    tests: CATALOGUE,
  },
  {
    guard: 'Of a deleted variant, Shopify counts down no listing that we know',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: 'return product_exists === false ? { soldAs: null } : {};',
    replace: 'return {};',
    tests: ['test/conformance/recorded-payloads'],
  },
  {
    guard: 'An odd order costs no other of its page',
    file: 'shared/channels/shopify/orders/order-feed.ts',
    search: 'if (!(error instanceof UnreadableOrderError)) {',
    replace: 'if (true) {',
    tests: SWEEP,
  },
  {
    guard: 'Units that a channel has committed to orders that were not found are not put on sale',
    file: 'shared/usecases/importing/plan-import.ts',
    search: 'withoutOrdersNotFound(withoutBundles(given, bundles))',
    replace: 'withoutBundles(given, bundles)',
    tests: ['test/shared/usecases/importing/orders-not-found'],
  },
  {
    guard: 'Units of an order that counts on another channel are not kept back as if its order were unknown',
    file: 'shared/usecases/importing/orders-not-found.ts',
    search: ', ...leftOutLines];',
    replace: '];',
    tests: ['test/shared/usecases/importing/orders-not-found'],
  },
];
