import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { type NamedListing, proposeLinks } from '../../../shared/domain/listing/link-proposals.ts';
import { AMAZON, SHOPIFY, SQUARE } from '../../fakes/facts.ts';
import { type Random, seededRandom } from '../../simulation/random.ts';

/** Products whose parts make other products when they are put apart otherwise: SHOE-3-05, SHOE-30-5, T-BL-K, T-B-LK. */
const KINDS = ['MUG', 'SHOE', 'TEE', 'T', 'A1', 'A12'] as const;
const COLOURS = ['RED', 'BL', 'B', '3', '30', '23'] as const;
const SIZES = ['', 'K', 'LK', 'XL', '05', '5', '8.5', '85', '1/2', '12'] as const;

type Product = { readonly sku: Sku; readonly gtin: string; readonly asin: string };

function productsOf(random: Random): readonly Product[] {
  const all = KINDS.flatMap((kind) => COLOURS.flatMap((colour) => SIZES.map((size) => [kind, colour, size])));
  return all.map((parts, index) => ({
    sku: parseSku(parts.filter((part) => part !== '').join(random.pick(['-', '-', '_']))),
    gtin: withCheckDigit(`40${String(random.integer(0, 99_999)).padStart(5, '0')}${String(index).padStart(5, '0')}`),
    asin: `B${String(index).padStart(9, '0')}`,
  }));
}

function withCheckDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The number as a person writes it into a catalogue: right, in another form, wrong, a stand-in, or not at all. */
function numberOf(random: Random, { gtin }: Product): string | undefined {
  const wrong = `${gtin.slice(0, -1)}${(Number(gtin.at(-1)) + random.integer(1, 9)) % 10}`;
  const shops = withCheckDigit(`21${gtin.slice(2, -1)}`);
  return random.pick([gtin, gtin, `0${gtin}`, gtin.replace(/^(.)/, '$1 '), wrong, 'Does not apply', shops, undefined]);
}

function misspelt(random: Random, sku: Sku): Sku {
  const forms = [sku.toLowerCase(), sku.replaceAll(/[-_]/g, ' '), `00${sku}`, sku.replaceAll('_', '-'), sku] as const;
  return parseSku(random.pick(forms));
}

/** A catalogue of three channels, and the product of each listing. What sells in packs has the number of the pack, or none. */
function catalogueOf(seed: number) {
  const random = seededRandom(seed);
  const truth = new Map<string, Product>();
  const listings: NamedListing[] = [];
  const inLedger = new Set<Sku>();
  const list = (channel: NamedListing['channel'], product: Product, name: Sku, facts: Partial<NamedListing>) => {
    const listing = `${channel}-${truth.size}`;
    truth.set(listing, product);
    listings.push({ channel, listing, name, ...(inLedger.has(name) && { sells: name }), ...facts });
  };
  for (const product of random.shuffled(productsOf(random))) {
    const own = { asin: product.asin };
    if (random.chance(0.9)) {
      inLedger.add(product.sku);
    }
    if (random.chance(0.95)) {
      list(SHOPIFY, product, product.sku, { gtin: numberOf(random, product) });
    }
    if (random.chance(0.2)) {
      list(SHOPIFY, product, parseSku(`${product.sku}-3PK`), {});
    }
    if (random.chance(0.7)) {
      const name = random.chance(0.5) ? parseSku(`Z${truth.size}-QX`) : misspelt(random, product.sku);
      list(AMAZON, product, name, { ...own, gtin: numberOf(random, product) });
      if (random.chance(0.2)) {
        list(AMAZON, product, parseSku(`${name}-FBA`), { ...own, gtin: numberOf(random, product) });
      }
    }
    if (random.chance(0.5)) {
      list(SQUARE, product, misspelt(random, product.sku), { gtin: numberOf(random, product) });
    }
  }
  return { listings, inLedger, truth };
}

describe('what is proposed for a catalogue whose channels name articles differently', () => {
  it('is right for every listing, whatever is misspelt and whichever numbers are wrong', () => {
    let proposals = 0;
    const wrong: string[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const { listings, inLedger, truth } = catalogueOf(seed);
      for (const { listing, candidate } of proposeLinks(listings, inLedger).proposed) {
        proposals += 1;
        if (truth.get(listing.listing)?.sku !== candidate.sku) {
          wrong.push(`seed ${seed}: ${listing.channel} ${listing.name} → ${candidate.sku} (${candidate.because})`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(proposals).toBeGreaterThan(2_500);
  });
});
