/** Two articles of the demo that every channel sells under SKUs of its own, doubled and in packs, and the file that links them. */
import { type CatalogueItem, catalogueItem } from '../../sandbox/kernel/catalogue.ts';

type DemoChannel = 'shopify' | 'amazon' | 'square';

/** One of the listings: what its channel calls it, and how many units of the article it sells. */
type DemoListing = {
  readonly channel: DemoChannel;
  readonly name: string;
  readonly title: string;
  readonly units: number;
};

type DemoArticle = { readonly sku: string; readonly onHand: number; readonly listings: readonly DemoListing[] };

/** A listing whose name is the article's SKU belongs to it by itself; all others are linked. */
export const DEMO_ARTICLES: readonly DemoArticle[] = [
  {
    sku: 'MUG-RED',
    onHand: 60,
    listings: [
      { channel: 'shopify', name: 'MUG-RED', title: 'Red mug', units: 1 },
      { channel: 'shopify', name: 'MUG-RED-3', title: 'Three red mugs', units: 3 },
      { channel: 'amazon', name: '1A-2B3C-XYZ', title: 'Red mug', units: 1 },
      { channel: 'amazon', name: '1A-2B3C-GIFT', title: 'Red mug, gift wrapped', units: 1 },
      { channel: 'square', name: 'Mug red', title: 'Red mug', units: 1 },
    ],
  },
  {
    sku: 'TEE-BLUE',
    onHand: 90,
    listings: [
      { channel: 'shopify', name: 'TEE-BLUE', title: 'Blue T-shirt', units: 1 },
      { channel: 'amazon', name: 'AMZ-7731', title: 'Blue T-shirt', units: 1 },
      { channel: 'amazon', name: 'AMZ-7731-6PK', title: 'Six blue T-shirts', units: 6 },
      { channel: 'square', name: 'TEE-BLUE', title: 'Blue T-shirt', units: 1 },
      { channel: 'square', name: 'TEE-DUO', title: 'Two blue T-shirts', units: 2 },
    ],
  },
];

const LISTINGS = DEMO_ARTICLES.flatMap(({ sku, onHand, listings }) =>
  listings.map((each) => ({ ...each, sku, onHand })),
);

/** What the channel lists of these articles: each shows as many as it can sell. */
export function demoListings(channel: DemoChannel): readonly CatalogueItem[] {
  return LISTINGS.filter((each) => each.channel === channel).map(({ name, title, units, onHand }) =>
    catalogueItem(name, title, Math.floor(onHand / units)),
  );
}

/** The file that links them, as `npx stockline map set --file` takes it: all but those that are called as their article. */
export function demoLinksFile(): string {
  const rows = LISTINGS.filter(({ name, sku }) => name !== sku).map(({ channel, name, sku, units }) =>
    [channel, name, sku, units].join(','),
  );
  return ['channel,listing,sku,units', ...rows, ''].join('\n');
}
