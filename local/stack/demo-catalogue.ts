/** What the sandbox channels of a local run sell. */
import { type CatalogueItem, catalogueItem } from '../../sandbox/kernel/catalogue.ts';

const DEMO_ITEMS = 50;

/** What the demo bundle is made of, as `npx stockline bundle set` takes it. */
export const DEMO_BUNDLE = { sku: 'DEMO-SET', components: ['DEMO-049', 'DEMO-050=2'] } as const;

/**
 * The demo catalogue: `DEMO-001` … `DEMO-050` with 100 on hand each, and `FLASH` with 200; beside it a bundle
 * of one `DEMO-049` and two `DEMO-050`, which shows the 50 that they allow.
 */
export const DEMO_CATALOGUE: readonly CatalogueItem[] = [
  ...Array.from({ length: DEMO_ITEMS }, (_, index) => {
    const number = String(index + 1).padStart(3, '0');
    return catalogueItem(`DEMO-${number}`, `Demo article ${number}`, 100);
  }),
  catalogueItem(DEMO_BUNDLE.sku, 'Demo set of one and two', 50),
  catalogueItem('FLASH', 'Flash sale article', 200),
];
