/** Runs a merchant's recorded sales through a policy. */
import type { Sku } from '../../shared/domain/identifiers.ts';
import { holdSale, type Tally } from '../market/market.ts';
import type { Purchase } from '../market/purchases.ts';
import { seededRandom } from '../market/random.ts';
import { lagOf, type SimulatedPolicy, strategyFor, type Terms } from '../strategies/policies.ts';
import type { RecordedSales } from './recorded-sales.ts';

/** What a policy would have done with a merchant's own sales at one lag: units over all SKUs. */
export type ReplayRow = {
  readonly policy: SimulatedPolicy;
  readonly lagSeconds: number;
  readonly oversold: number;
  readonly unsold: number;
  /** Wanted and refused. */
  readonly lost: number;
  /** Pushes to channels. */
  readonly pushes: number;
  /** SKUs of which anything was oversold; for cron at any of the phases. */
  readonly oversoldSkus: number;
  readonly skus: number;
};

/** What there was to sell. */
export type StartingStock = (sku: Sku) => number;

/** Units of all the purchases. */
export function unitsWanted(purchases: readonly Purchase[]): number {
  return purchases.reduce((sum, { units }) => sum + units, 0);
}

/**
 * Runs every SKU's recorded purchases through the policy. Every SKU is listed on every channel of the recording, and
 * the ledger knows each channel's part of its demand from sales before. Automatic buffers are computed by the product's own
 * code during the sale. Chance has a part in policy cron only: it is held at as many phases as there are
 * seeds, and the row is their mean.
 */
export function replay(
  { channels, purchases }: RecordedSales,
  policy: SimulatedPolicy,
  terms: Terms,
  startingStock: StartingStock,
  seeds: readonly number[],
  onSku: () => void = () => undefined,
): ReplayRow {
  const phases = policy === 'cron' ? seeds : seeds.slice(0, 1);
  const held = [...purchases].map(([sku, wanted]) => {
    const stock = startingStock(sku);
    const parts = knownParts(wanted, channels.length);
    const strategy = strategyFor(policy, stock, parts, { ...terms, buffers: parts.map(() => terms.buffer ?? 'auto') });
    const lag = lagOf(strategy, terms);
    const tallies = phases.map((seed) => holdSale({ stock, purchases: wanted }, strategy, lag, seededRandom(seed)));
    onSku();
    return tallies;
  });
  const mean = (of: keyof Tally) => held.flat().reduce((sum, tally) => sum + tally[of], 0) / phases.length;
  return {
    policy,
    lagSeconds: terms.lagSeconds,
    oversold: mean('oversold'),
    unsold: mean('unsold'),
    lost: mean('lost'),
    pushes: mean('pushes'),
    oversoldSkus: held.filter((tallies) => tallies.some(({ oversold }) => oversold > 0)).length,
    skus: held.length,
  };
}

function knownParts(purchases: readonly Purchase[], channels: number): readonly number[] {
  const total = unitsWanted(purchases);
  return Array.from({ length: channels }, (_, channel) => {
    const units = unitsWanted(purchases.filter((purchase) => purchase.channel === channel));
    return total === 0 ? 1 / channels : units / total;
  });
}
