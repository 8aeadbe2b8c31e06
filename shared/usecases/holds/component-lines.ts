/** Makes the lines of a hold lines of what can be held: a bundle has no units of its own, its components have. */

import { keysOf, type LocationId, parseQuantity, type Quantity, type Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { unitsToHoldAt } from '../../domain/posting/decide-hold.ts';
import type { Component } from '../../domain/stock/bundle.ts';
import type { HeldLine } from './hold-ports.ts';

export type HoldLine = {
  readonly sku: Sku;
  readonly quantity: Quantity;
  /** Where the units must be. Absent: at the location with most available. */
  readonly location?: LocationId;
};

/** The ledger of a SKU; what it remembers under keys is not asked for. */
export type LedgerOf = (sku: Sku) => Promise<SkuLedger>;

/** One line for each SKU; or the SKU that the lines want at two locations. */
export type ComponentLines =
  | { readonly kind: 'lines'; readonly lines: readonly HoldLine[] }
  | { readonly kind: 'twoLocations'; readonly sku: Sku };

/**
 * One line for each SKU, with its units in all lines. A bundle is assembled at one location, so its components are held at
 * one: where its line says, where another line wants one of them, where `held` has them because the same request was granted
 * before, or where most bundles can be made.
 */
export async function componentLines(
  ledgerOf: LedgerOf,
  asked: readonly HoldLine[],
  held: readonly HeldLine[],
): Promise<ComponentLines> {
  const lines = await Promise.all(asked.map(async (line) => ({ ...line, madeOf: await madeOf(ledgerOf, line.sku) })));
  const places = new Map<Sku, LocationId>();
  for (const { location, madeOf } of lines) {
    const torn = place(places, madeOf, location);
    if (torn !== undefined) {
      return { kind: 'twoLocations', sku: torn };
    }
  }
  for (const { location, madeOf } of lines) {
    if (location === undefined && madeOf.length > 1) {
      const torn = place(places, madeOf, await placeOfAll(ledgerOf, madeOf, places, held));
      if (torn !== undefined) {
        return { kind: 'twoLocations', sku: torn };
      }
    }
  }
  const parts = lines.flatMap(({ madeOf, quantity: times }) =>
    madeOf.map(({ sku, quantity }) => ({ sku, units: times * quantity })),
  );
  return {
    kind: 'lines',
    lines: [...Map.groupBy(parts, ({ sku }) => sku)].map(([sku, group]) => {
      const location = places.get(sku);
      const quantity = parseQuantity(group.reduce((sum, { units }) => sum + units, 0));
      return { sku, quantity, ...(location !== undefined && { location }) };
    }),
  };
}

async function madeOf(ledgerOf: LedgerOf, sku: Sku): Promise<readonly Component[]> {
  const { exposure } = await ledgerOf(sku);
  return exposure?.madeOf ?? [{ sku, quantity: 1 }];
}

/** Places all of them at the location, if there is one. The SKU that has another place already, if one has. */
function place(
  places: Map<Sku, LocationId>,
  components: readonly Component[],
  location: LocationId | undefined,
): Sku | undefined {
  if (location === undefined) {
    return undefined;
  }
  for (const { sku } of components) {
    const before = places.get(sku);
    if (before !== undefined && before !== location) {
      return sku;
    }
    places.set(sku, location);
  }
  return undefined;
}

async function placeOfAll(
  ledgerOf: LedgerOf,
  components: readonly Component[],
  places: ReadonlyMap<Sku, LocationId>,
  held: readonly HeldLine[],
): Promise<LocationId | undefined> {
  const wanted = components.map(({ sku }) => places.get(sku)).find((each) => each !== undefined);
  const before = held.find(({ sku }) => components.some((component) => component.sku === sku));
  return wanted ?? before?.hold.location ?? placeOfMost(ledgerOf, components);
}

async function placeOfMost(ledgerOf: LedgerOf, components: readonly Component[]): Promise<LocationId | undefined> {
  const ledgers = await Promise.all(
    components.map(async ({ sku, quantity }) => ({ quantity, ledger: await ledgerOf(sku) })),
  );
  const bundlesAt = (location: LocationId) =>
    Math.min(...ledgers.map((each) => Math.floor(unitsToHoldAt(each.ledger, location) / each.quantity)));
  const locations = [...new Set(ledgers.flatMap((each) => keysOf(each.ledger.stock)))];
  return locations.sort((a, b) => bundlesAt(b) - bundlesAt(a) || (a < b ? -1 : 1))[0];
}
