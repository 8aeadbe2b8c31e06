/** The configuration that the answers of `npx stockline init` make, and the text of its file. */
import type { StocklineConfigInput } from '../../shared/config.ts';
import { type Given, listed, placesIn } from './questions.ts';

/** From answers without a problem. Of several accounts at one platform the others are written into the file by hand. */
export function configurationOf(given: Given): StocklineConfigInput {
  const answer = (option: keyof Given) => given[option] || undefined;
  const [shopify, square, ownShop] = [answer('shopify-locations'), answer('square-locations'), answer('own-shop')];
  const ownPlaces = ownShop === undefined ? undefined : (answer('own-shop-locations') ?? 'main');
  const places = [shopify, square, ownPlaces].flatMap((text) => (text === undefined ? [] : placesIn(text)));
  const locations = places.length === 0 ? ['main'] : [...new Set(places.map(([, location]) => location))];
  return {
    locations,
    exposure: { policy: policyOf(answer('policy')) },
    channels: [
      ...channelOf(answer('shopify'), (shop) => {
        return { id: 'shopify', platform: 'shopify' as const, shop, locations: mapped(shopify) };
      }),
      ...channelOf(answer('amazon'), (sellerId) => {
        const region = regionOf(answer('amazon-region'));
        const marketplaceIds = [...listed(answer('amazon-marketplaces') ?? '')];
        return { id: 'amazon', platform: 'amazon' as const, sellerId, region, marketplaceIds, drawsOn: locations };
      }),
      ...channelOf(square, (text) => ({ id: 'square', platform: 'square' as const, locations: mapped(text) })),
      ...channelOf(ownShop, (url) => ({
        id: 'own-shop',
        platform: 'direct' as const,
        url,
        locations: mapped(ownPlaces),
      })),
      ...(/^y/i.test(answer('till') ?? '') ? [{ id: 'pos', platform: 'pos' as const }] : []),
    ],
  };
}

function channelOf<Channel>(answer: string | undefined, make: (answer: string) => Channel): readonly Channel[] {
  return answer === undefined ? [] : [make(answer)];
}

function mapped(text = ''): Record<string, string[]> {
  return Object.fromEntries(placesIn(text).map(([place, location]) => [place, [location]]));
}

function policyOf(text = 'shared'): 'shared' | 'endgame' | 'escrow' {
  return text === 'endgame' || text === 'escrow' ? text : 'shared';
}

function regionOf(text = 'na'): 'na' | 'eu' | 'fe' {
  return text === 'eu' || text === 'fe' ? text : 'na';
}

/** The file's text. `schema`: the path from it to shared/config.ts, with `/`. */
export function configurationText(config: StocklineConfigInput, schema: string): string {
  return `/**
 * What this deployment connects: yours alone, no upgrade touches it. After a change: npm run deploy. Credentials are never
 * here, but in AWS Secrets Manager (npx stockline connect). A second account at a platform is one more entry, with an id of
 * its own, at the end. What else can be set: docs/connect.md, docs/policies.md, and shared/config.ts with every field.
 */
import { defineConfig } from ${quotedText(schema)};

export default defineConfig(${literal(config, '')});
`;
}

const LINE_MAX = 110;

/** As one would write it: on one line where it fits. */
function literal(value: unknown, indent: string): string {
  const whole = onOneLine(value);
  if (indent.length + whole.length <= LINE_MAX && indent !== '') {
    return whole;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => `${inner}${literal(each, inner)},\n`).join('')}${indent}]`;
  }
  const lines = entriesOf(value).map(([key, each]) => `${inner}${keyText(key)}: ${literal(each, inner)},\n`);
  return lines.length === 0 ? whole : `{\n${lines.join('')}${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(onOneLine).join(', ')}]`;
  }
  if (typeof value === 'object') {
    return `{ ${entriesOf(value)
      .map(([key, each]) => `${keyText(key)}: ${onOneLine(each)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' ? quotedText(value) : String(value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function keyText(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quotedText(key);
}

function quotedText(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
