/** Pools of the simulation: channels that sell the same units. */
import type { LocationId, Sku } from '../../../shared/domain/identifiers.ts';
import type { Component } from '../../../shared/domain/stock/bundle.ts';
import type { SellingChannel } from '../channels/channel.ts';
import type { TrueStock } from '../true-stock.ts';

/** Channels that sell the same units, and the locations where these are. */
export type Pool = { readonly locations: ReadonlySet<LocationId>; readonly channels: readonly SellingChannel[] };

/** Units of a SKU that the channel shows by each listing of these. */
export function unitsShown(channel: SellingChannel, sellers: readonly Component[]): readonly number[] {
  return sellers.flatMap(({ sku, quantity }) => channel.showsOf(sku).map((units) => units * quantity));
}

/** What is left at the pool's locations, before holds. */
export function leftIn(trueStock: TrueStock, sku: Sku, { locations }: Pool): number {
  return [...trueStock.of(sku)]
    .filter(([location]) => locations.has(location))
    .reduce(
      (total, [, { onHand, committed, held, unavailable }]) => total + onHand - committed - held - unavailable,
      0,
    );
}

/** Two channels are of one pool when they have a location in common, directly or through others. */
export function poolsOf(channels: readonly SellingChannel[]): readonly Pool[] {
  return channels.reduce((pools: readonly Pool[], channel) => {
    const touching = pools.filter(({ locations }) => channel.setup.drawsOn.some((location) => locations.has(location)));
    const joined = {
      locations: new Set([...touching.flatMap(({ locations }) => [...locations]), ...channel.setup.drawsOn]),
      channels: [...touching.flatMap((pool) => pool.channels), channel],
    };
    return [...pools.filter((pool) => !touching.includes(pool)), joined];
  }, []);
}
