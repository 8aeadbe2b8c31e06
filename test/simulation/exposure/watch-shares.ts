/** Watches during a simulation under escrow that channels never show and have sold more than there is. */
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { Component } from '../../../shared/domain/stock/bundle.ts';
import { holdKey } from '../../../shared/domain/stock/hold.ts';
import type { SellingChannel } from '../channels/channel.ts';
import type { Checkout } from '../channels/checkouts.ts';
import type { Stage } from '../channels/customers.ts';
import { watchFigures } from '../channels/watch-figures.ts';
import { leftIn, type Pool, poolsOf, unitsShown } from './pools.ts';

/**
 * Guarantee 4, watched from the opening on: once the channels of a pool together show no more than there is, they never show
 * more again while the policy is escrow, whatever is lost, doubled or late. The sentences appear as it is broken. Units of a hold are not there for
 * channels, from its posting on. Not kept, and only counted, is what a check breaks: a sale that is posted later than two
 * checks wait, or is a dead letter, is taken for an edit there, and set right.
 */
export function watchShares(stage: Stage, checkouts: readonly Checkout[] = []): readonly string[] {
  const { world, trueStock, skus } = stage;
  const broken: string[] = [];
  const pools = poolsOf(world.channels);
  const inForce = new Set<string>();
  const check = async (sku: Sku, pool: Pool) => {
    const watched = `${sku} of pool ${pools.indexOf(pool)}`;
    const held = await heldUnits(stage, checkouts, sku, pool);
    const state = await world.table.reader().skuState(sku);
    if (world.switched.delete(sku)) {
      pools.forEach((_pool, index) => {
        inForce.delete(`${sku} of pool ${index}`);
      });
    }
    if (state?.exposure?.rules.policy !== 'escrow') {
      return;
    }
    const sellers = trueStock.sellersOf(sku);
    const shown = pool.channels.flatMap((channel) => unitsShown(channel, sellers));
    const sum = shown.reduce((total, units) => total + Math.max(0, units), 0);
    const left = leftIn(trueStock, sku, pool) - held;
    const onTheWay = pool.channels.reduce((total, channel) => total + unitsOnTheWay(channel, sellers), 0);
    if (sum <= left) {
      // What was pushed before escrow began may still be applied.
      if (sum + onTheWay <= left && !(await isAnyPushed(stage, sellers))) {
        inForce.add(watched);
      }
    } else if (inForce.delete(watched)) {
      if (sellers.some((each) => world.overwritten.has(each.sku))) {
        world.count('shows too much: a sale posted later than checks wait was taken for an edit');
      } else {
        const there = held === 0 ? `${left}` : `${left} (${held} are held)`;
        broken.push(
          `${world.scheduler.timestamp()} ${sku}: the channels show ${shown.join(' + ')}, ${there} are there`,
        );
      }
    }
  };
  for (const pool of pools) {
    for (const channel of pool.channels) {
      watchFigures(channel, world.scheduler, (name) => {
        const seller = channel.soldBy(name).sku;
        for (const sku of skus.filter((each) => trueStock.sellersOf(each).some((other) => other.sku === seller))) {
          void check(sku, pool);
        }
      });
    }
    for (const sku of skus) {
      void check(sku, pool);
    }
  }
  return broken;
}

function unitsOnTheWay(channel: SellingChannel, sellers: readonly Component[]): number {
  return sellers.reduce((total, { sku, quantity }) => total + quantity * channel.onTheWayOf(sku), 0);
}

async function isAnyPushed({ world }: Stage, sellers: readonly Component[]): Promise<boolean> {
  const states = await Promise.all(sellers.map(({ sku }) => world.table.reader().skuState(sku)));
  return states.some((state) => state?.listings.some(({ intent }) => intent !== undefined));
}

/** Units of holds that the ledger has granted there, and not given back. */
async function heldUnits({ world }: Stage, checkouts: readonly Checkout[], sku: Sku, pool: Pool): Promise<number> {
  const keys = checkouts.map(({ id }) => holdKey(id));
  const { seen } = keys.length === 0 ? { seen: new Map() } : await world.table.ledgerStore().load(sku, keys);
  return checkouts.reduce((total, { id, units, sku: of }) => {
    const hold = of === sku ? seen.get(holdKey(id))?.hold : undefined;
    const isKept = hold?.status === 'open' || hold?.status === 'captured' || hold?.status === 'sold';
    return isKept && pool.locations.has(hold.location) ? total + units : total;
  }, 0);
}
