import { type CatalogueItem, catalogueItem } from './sandbox/catalogue.ts';

const DEMO_ITEMS = 50;

/** The contract's demo catalogue: `DEMO-001` … `DEMO-050` with 100 on hand each, and `FLASH` with 200. */
export const DEMO_CATALOGUE: readonly CatalogueItem[] = [
  ...Array.from({ length: DEMO_ITEMS }, (_, index) => {
    const number = String(index + 1).padStart(3, '0');
    return catalogueItem(`DEMO-${number}`, `Demo article ${number}`, 100);
  }),
  catalogueItem('FLASH', 'Flash sale article', 200),
];
