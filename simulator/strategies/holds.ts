/** Checkouts in a simulated sale: holds are granted, refused and ended by the rules of posting. */
import { reserveAfterRefusal, withReserveUsed } from '../../shared/domain/exposure/hold-reserve.ts';
import { parseChannelId, parseQuantity, type Sku } from '../../shared/domain/identifiers.ts';
import { decideHold } from '../../shared/domain/posting/decide-hold.ts';
import { type Hold, holdChange, holdKey } from '../../shared/domain/stock/hold.ts';
import type { HoldObservation } from '../../shared/domain/stock/observation.ts';
import { available, changeStock, totalStock } from '../../shared/domain/stock/stock.ts';
import { moment, revised, type SkuState } from './sku-state.ts';

const CHECKOUT_CHANNEL = parseChannelId('checkout');
const ONE = parseQuantity(1);
/** Longer than a checkout takes: no hold expires. */
const TTL_SECONDS = 3_600;

/** The answer to a checkout that asks to hold one unit, with the state that it leaves. */
export type AskedHold =
  | { readonly kind: 'granted'; readonly state: SkuState; readonly hold: Hold }
  /** Under escrow units are recalled from listings, so that one that asks again finds some. */
  | { readonly kind: 'refused'; readonly state: SkuState };

/** As shared/usecases/holds/place-hold.ts asks for it; the exposure of a hold that is granted is still to be revised. */
export function askToHold(before: SkuState, sku: Sku, id: string, now: number, settleMs: number): AskedHold {
  const at = moment(now).toISOString();
  const source = { channel: CHECKOUT_CHANNEL, key: holdKey(id) };
  const asked = { kind: 'hold', sku, id, quantity: ONE, ttlSeconds: TTL_SECONDS } as const;
  const observation: HoldObservation = { ...asked, source, occurredAt: at, receivedAt: at };
  const decision = decideHold(observation, before, at);
  const hold = decision.kind === 'draft' ? decision.entry.hold : undefined;
  if (decision.kind !== 'draft' || hold === undefined) {
    const lacking =
      decision.kind === 'leave' && decision.outcome.kind === 'insufficient' ? decision.outcome : undefined;
    return { kind: 'refused', state: withUnitsReserved(before, ONE - (lacking?.available ?? 0), now, settleMs) };
  }
  const exposure = withReserveUsed(before.exposure, at);
  const stock = changeStock(before.stock, decision.entry.changes);
  return { kind: 'granted', hold, state: { ...before, seq: before.seq + 1, stock, exposure } };
}

/** The state after the hold ended, its exposure not revised yet. */
export function withHoldEnded(before: SkuState, hold: Hold, end: 'sold' | 'voided'): SkuState {
  return { ...before, seq: before.seq + 1, stock: changeStock(before.stock, [holdChange(hold, end)]) };
}

/** As shared/usecases/exposure/reserve-for-hold.ts does it. */
function withUnitsReserved(before: SkuState, lacking: number, now: number, settleMs: number): SkuState {
  const { exposure, stock } = before;
  if (exposure.shares === undefined || available(totalStock(stock)) < ONE) {
    return before;
  }
  const reserve = reserveAfterRefusal(exposure.reserve, { asked: ONE, lacking }, moment(now));
  const after = revised({ ...before, exposure: { ...exposure, reserve } }, now, { release: 'keep', settleMs });
  return { ...after, exposure: { ...after.exposure, revision: exposure.revision + 1 } };
}
