import type { Guard } from '../guard.ts';

const CATALOGUE = ['test/shared/channels/shopify/catalogue'] as const;
const BUNDLES = ['test/shared/usecases/importing/enter-bundles'] as const;
const SWEEP = ['test/shared/channels/shopify/sweep'] as const;

/** What Shopify sells in other ways than one tracked variant for each SKU. */
export const SHOPIFY_GUARDS: readonly Guard[] = [
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
    search: 'const source = withoutBundles(given, bundles);',
    replace: 'const source = given;',
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
    guard: 'An odd order costs no other of its page',
    file: 'shared/channels/shopify/orders/order-feed.ts',
    search: 'if (!(error instanceof UnreadableOrderError)) {',
    replace: 'if (true) {',
    tests: SWEEP,
  },
];
