/** Holds stock for a checkout: places a hold, ends it, and lets it expire when its time is over. */

import type { ChannelId, LocationId, Quantity, Sku } from '../../domain/identifiers.ts';
import { type Hold, holdKey } from '../../domain/stock/hold.ts';
import type { HoldEnd, HoldEndObservation, HoldObservation } from '../../domain/stock/observation.ts';
import type { HoldExpiryQueue, HoldRegistry, HoldTimer } from '../../ports/posting/holds.ts';
import { postNow } from './post-observations.ts';
import type { PostingPorts } from './posting-ports.ts';

export type HoldPorts = PostingPorts & {
  readonly holds: HoldRegistry;
  readonly expiry: HoldExpiryQueue;
  /** The channel under which the ledger records holds. */
  readonly channel: ChannelId;
};

export type HoldRequest = {
  readonly id: string;
  readonly sku: Sku;
  readonly quantity: Quantity;
  /** 1 to 86,400 seconds. */
  readonly ttlSeconds: number;
  readonly location?: LocationId;
};

/** The answer to a request for a hold; `already`: the same request was granted before. */
export type PlaceHoldAnswer =
  | { readonly kind: 'placed' | 'already'; readonly hold: Hold }
  | { readonly kind: 'insufficient'; readonly available: number }
  | { readonly kind: 'conflicting'; readonly reason: string }
  | { readonly kind: 'unknownSku'; readonly reason: string };

/**
 * Grants the hold or refuses it, by one conditional write: however many requests for the last units arrive at the same
 * moment, no more units are promised than there are. The hold's timer is scheduled before the hold is written, so that no
 * crash leaves a hold that never ends. Rejects when it could not be decided: asking again with the same id is safe.
 */
export async function placeHold(ports: HoldPorts, request: HoldRequest): Promise<PlaceHoldAnswer> {
  const { id, sku, ttlSeconds } = request;
  const holder = await ports.holds.skuOf(id);
  if (holder !== undefined && holder !== sku) {
    return { kind: 'conflicting', reason: `Hold ${id} was placed for SKU ${holder}: use a new id.` };
  }
  if (holder === undefined) {
    await ports.expiry.schedule({ id, sku, askedAt: ports.clock().toISOString() }, ttlSeconds);
  }
  const now = ports.clock().toISOString();
  const observation: HoldObservation = {
    kind: 'hold',
    ...request,
    source: { channel: ports.channel, key: holdKey(id) },
    occurredAt: now,
    receivedAt: now,
  };
  const [outcome] = await postNow(ports, sku, [observation]);
  switch (outcome?.kind) {
    case 'posted':
      return { kind: 'placed', hold: await recordedHold(ports, sku, id) };
    case 'duplicate':
      return { kind: 'already', hold: await recordedHold(ports, sku, id) };
    case 'insufficient':
    case 'conflicting':
    case 'unknownSku':
      return outcome;
    default:
      throw new Error(`SKU ${sku}: posting hold ${id} ended as ${outcome?.kind}, which is no outcome of a hold.`);
  }
}

/** The answer to a request to end a hold. */
export type EndHoldAnswer =
  | { readonly kind: 'ended'; readonly hold: Hold }
  | { readonly kind: 'unknown' }
  /** It has ended in another way, or its time is over. */
  | { readonly kind: 'tooLate'; readonly status: HoldEnd };

/** Ends a hold once, in one way. The same request again gets the same answer. */
export async function endHold(ports: HoldPorts, id: string, end: Exclude<HoldEnd, 'expired'>): Promise<EndHoldAnswer> {
  const sku = await ports.holds.skuOf(id);
  if (sku === undefined) {
    return { kind: 'unknown' };
  }
  const [outcome] = await postNow(ports, sku, [holdEnd(ports, sku, id, end)]);
  const hold = await recordedHold(ports, sku, id);
  if (outcome?.kind === 'posted' || outcome?.kind === 'duplicate') {
    return { kind: 'ended', hold };
  }
  return { kind: 'tooLate', status: hold.status === 'open' ? 'expired' : hold.status };
}

/** How long after the request a hold may still be on its way into the ledger, and when we read again until then. */
const WRITE_TIMEOUT_SECONDS = 60;
const READ_AGAIN_AFTER_SECONDS = 5;

/** Expires the hold if its time is over, otherwise schedules its timer again. A hold that has ended moves nothing. */
export async function expireHold(ports: HoldPorts, timer: HoldTimer): Promise<void> {
  const { id, sku } = timer;
  const now = ports.clock().getTime();
  const hold = (await ports.ledger.load(sku, [holdKey(id)])).seen.get(holdKey(id))?.hold;
  if (hold === undefined) {
    // The timer is scheduled before the hold is written: either it is being written now, or it was refused.
    if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {
      await ports.expiry.schedule(timer, READ_AGAIN_AFTER_SECONDS);
    }
    return;
  }
  if (hold.status !== 'open') {
    // It has ended, but its event may have been lost after the commit: posting the same end again emits it again.
    await postNow(ports, sku, [holdEnd(ports, sku, id, hold.status)]);
    return;
  }
  const secondsLeft = (Date.parse(hold.expiresAt) - now) / 1000;
  if (secondsLeft > 0) {
    await ports.expiry.schedule(timer, Math.ceil(secondsLeft));
    return;
  }
  await postNow(ports, sku, [holdEnd(ports, sku, id, 'expired')]);
}

function holdEnd(ports: HoldPorts, sku: Sku, id: string, end: HoldEnd): HoldEndObservation {
  const now = ports.clock().toISOString();
  const source = { channel: ports.channel, key: holdKey(id) };
  return { kind: 'holdEnd', sku, id, end, source, occurredAt: now, receivedAt: now };
}

async function recordedHold(ports: HoldPorts, sku: Sku, id: string): Promise<Hold> {
  const hold = (await ports.ledger.load(sku, [holdKey(id)])).seen.get(holdKey(id))?.hold;
  if (hold === undefined) {
    throw new Error(`SKU ${sku}: hold ${id} is gone from the ledger. Run \`stockline verify ${sku}\`.`);
  }
  return hold;
}
