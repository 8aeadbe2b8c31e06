/** What the environment asks of a local run: places where staff work, an own shop, and who is alerted. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { OWN_SHOP } from '../../sandbox/kernel/identities.ts';
import { CannotStart } from '../processes/cannot-start.ts';

export type LocalOwnShop = {
  /** Where it answers; undefined: the run starts the sandbox at a port of its own. */
  readonly url: string | undefined;
  /** Its locations, each with that of the ledger that stands behind it. */
  readonly locations: Readonly<Record<string, string>>;
  readonly callingSecret: string;
  readonly signingSecret: string;
};

const credentials = v.object({ callingSecret: v.string(), signingSecret: v.string() });

/**
 * An own shop sells the same units as a further channel where STOCKLINE_OWN_SHOP asks for it: `true` for the sandbox
 * (sandbox/shop), or the URL of a program that speaks the channel protocol. STOCKLINE_OWN_SHOP_LOCATION is that program's id of
 * its location, or of several, with commas between: `shop,attic=north` has its `attic` stand for a further location `north` of the
 * ledger. STOCKLINE_OWN_SHOP_CREDENTIALS is a file with its secrets, as `stockline conformance` takes it. Unless set, both are the
 * sandbox's. Throws CannotStart where one of them makes no sense.
 */
export function localOwnShop(env: Readonly<Record<string, string | undefined>>): LocalOwnShop | undefined {
  const { location, callingSecret, signingSecret } = OWN_SHOP;
  const asked = env['STOCKLINE_OWN_SHOP'] ?? '';
  if (asked === '' || asked === 'false') {
    return undefined;
  }
  if (asked === 'true') {
    return { url: undefined, locations: { [location]: 'main' }, callingSecret, signingSecret };
  }
  if (!/^https?:\/\//.test(asked) || !URL.canParse(asked)) {
    throw new CannotStart(`STOCKLINE_OWN_SHOP is "${asked}": it must be true, or the URL of your shop.`);
  }
  const file = env['STOCKLINE_OWN_SHOP_CREDENTIALS'];
  return {
    url: asked,
    locations: locationsIn(env['STOCKLINE_OWN_SHOP_LOCATION'] || location),
    ...(file ? readCredentials(file) : { callingSecret, signingSecret }),
  };
}

function locationsIn(asked: string): Readonly<Record<string, string>> {
  const pairs = asked.split(',').map((each) => each.split('='));
  return Object.fromEntries(pairs.map(([theirs = '', ours = 'main']) => [theirs.trim(), ours.trim()]));
}

function readCredentials(file: string): v.InferOutput<typeof credentials> {
  try {
    return v.parse(credentials, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw new CannotStart(`STOCKLINE_OWN_SHOP_CREDENTIALS is "${file}": ${reason}.`);
  }
}

/**
 * Who is alerted when a SKU is low, out, or back: STOCKLINE_ALERTS is `alerts` of a configuration as JSON, which the configuration's own
 * parser reads. Undefined: nobody. Throws CannotStart where it is no JSON.
 */
export function localAlerts(env: Readonly<Record<string, string | undefined>>): unknown {
  const asked = env['STOCKLINE_ALERTS'] ?? '';
  if (asked === '') {
    return undefined;
  }
  try {
    return JSON.parse(asked);
  } catch {
    throw new CannotStart(`STOCKLINE_ALERTS is "${asked}": it must be alerts of a configuration, as JSON.`);
  }
}

/**
 * Whether staff count and set aside in Shopify's and Square's admins. Shopify has two places then, and Square one of its own,
 * because a place has the stock work of one admin. Tests of the running stack ask for it.
 */
export function hasStockWork(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['STOCKLINE_STOCK_WORK'] === 'true';
}
