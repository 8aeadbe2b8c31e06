/** Places a hold for a checkout: units of one SKU or of several, granted together or refused together. */

import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { type HoldStatus, holdKey } from '../../domain/stock/hold.ts';
import type { HoldObservation } from '../../domain/stock/observation.ts';
import { reserveForHold } from '../exposure/reserve-for-hold.ts';
import { loadFor } from '../posting/load-ledger.ts';
import { postTogether, refusalsOf } from '../posting/post-together.ts';
import { componentLines, type HoldLine } from './component-lines.ts';
import { type HoldPorts, type HoldView, heldLines, linesAfter, viewOf, WRITE_TIMEOUT_SECONDS } from './hold-ports.ts';

export type HoldRequest = {
  readonly id: string;
  /** At least one. Lines of one SKU are so many units together, at one place. */
  readonly lines: readonly HoldLine[];
  /** 1 to 86,400 seconds. */
  readonly ttlSeconds: number;
};

/** A line that is not covered: so many units of it could be held. */
export type ShortLine = { readonly sku: Sku; readonly asked: number; readonly available: number };

/** The answer to a request for a hold. */
export type PlaceHoldAnswer =
  | { readonly kind: 'placed'; readonly hold: HoldView }
  /** The same request was granted before, and the units are still held. */
  | { readonly kind: 'already'; readonly hold: HoldView }
  /** The same request was granted before, and nothing is held any more: the status says why. */
  | { readonly kind: 'ended'; readonly hold: HoldView; readonly status: Exclude<HoldStatus, 'open'> }
  | { readonly kind: 'insufficient'; readonly short: readonly ShortLine[] }
  | { readonly kind: 'conflicting'; readonly reason: string }
  /** Lines want the SKU at two locations, by itself or as what bundles are made of. Nothing is held. */
  | { readonly kind: 'twoLocations'; readonly sku: Sku }
  | { readonly kind: 'unknownSku'; readonly skus: readonly Sku[] }
  /** With the components of its bundles the hold is of so many SKUs, and one transaction takes fewer. Nothing is held. */
  | { readonly kind: 'tooManySkus'; readonly skus: number; readonly most: number }
  /** Other writers came first each time; nothing was written. Asking again is safe. */
  | { readonly kind: 'busy' };

/**
 * A hold is written in one transaction of at most 100 items (DynamoDB, TransactWriteItems, API reference 2012-08-10): three
 * for each SKU, and one that keeps the hold's id.
 */
const SKUS_MAX = 33;

/**
 * Grants the hold or refuses it, by one conditional write: however many requests for the last units arrive at the same
 * moment, no more units are promised than there are, and no cart gets a part of its lines. The hold's timer is scheduled
 * before the hold is written, so that no crash leaves a hold that never ends. A bundle is held as its components. Rejects
 * when it could not be decided: asking again with the same id is safe.
 *
 * Under escrow only units in no share are granted. Where they do not suffice, units are recalled from listings, and the
 * same request succeeds once these are free.
 */
export async function placeHold(ports: HoldPorts, request: HoldRequest): Promise<PlaceHoldAnswer> {
  const { id, ttlSeconds } = request;
  const read = await readAsked(ports, request);
  const holders = isPlainAndNew(id, read) ? undefined : await ports.holds.skusOf(id);
  const made = await componentLines(
    async (sku) => read.get(sku) ?? (await ports.ledger.load(sku, [])),
    request.lines,
    holders === undefined ? [] : await heldLines(ports, id, holders),
  );
  if (made.kind === 'twoLocations') {
    return made;
  }
  const { lines } = made;
  const skus = lines.map(({ sku }) => sku);
  if (skus.length > SKUS_MAX) {
    return { kind: 'tooManySkus', skus: skus.length, most: SKUS_MAX };
  }
  const [first] = skus;
  if (isTaken(holders, skus)) {
    return takenBy(id, holders);
  }
  if (holders === undefined && first !== undefined) {
    await ports.expiry.schedule({ id, sku: first, askedAt: ports.clock().toISOString() }, ttlSeconds);
  }
  // Another request may take the id at this moment: no later attempt of this one could succeed.
  const isOutdated = async () => isTaken(await ports.holds.skusOf(id), skus);
  const observations = lines.map((line) => observationOf(ports, request, line));
  const posted = await postTogether(ports, observations, { isOutdated, read });
  if (posted.kind === 'outdated') {
    return takenBy(id, await ports.holds.skusOf(id));
  }
  if (posted.kind === 'busy') {
    return { kind: 'busy' };
  }
  const refusals = refusalsOf(posted.decided);
  if (refusals.length > 0) {
    if (holders === undefined && (await isOutdated())) {
      return takenBy(id, await ports.holds.skusOf(id));
    }
    const answer = refusedBecause(id, lines, refusals);
    if (answer.kind === 'conflicting' && holders === undefined) {
      // The same request was granted meanwhile, and may have found another location for a bundle.
      return placeHold(ports, request);
    }
    await recall(ports, id, first, answer);
    return answer;
  }
  const hold = viewOf(id, linesAfter(id, posted.decided), ports.clock().toISOString());
  if (posted.decided.some(({ decision }) => decision.outcome.kind === 'posted')) {
    return { kind: 'placed', hold };
  }
  return hold.status === 'open' ? { kind: 'already', hold } : { kind: 'ended', hold, status: hold.status };
}

/** The ledgers of what is asked for, each with what it remembers of the hold. */
async function readAsked(ports: HoldPorts, request: HoldRequest): Promise<ReadonlyMap<Sku, SkuLedger>> {
  const bySku = new Map(request.lines.map((line) => [line.sku, observationOf(ports, request, line)]));
  return new Map(
    await Promise.all([...bySku].map(async ([sku, each]) => [sku, await loadFor(ports.ledger, sku, [each])] as const)),
  );
}

/**
 * None of the SKUs is a bundle, and none has the hold: nothing else needs to be read before it is written. Whether its id is
 * that of a hold of other SKUs, the write itself finds out.
 */
function isPlainAndNew(id: string, read: ReadonlyMap<Sku, SkuLedger>): boolean {
  return [...read.values()].every(({ exposure, seen }) => exposure?.madeOf === undefined && !seen.has(holdKey(id)));
}

/**
 * Recalls what is short from listings. Each of its SKUs has a timer before that, which makes sure that the channels hear of it: the
 * first SKU of the hold has one already.
 */
async function recall(
  { shares, expiry, clock }: HoldPorts,
  id: string,
  first: Sku | undefined,
  answer: PlaceHoldAnswer,
): Promise<void> {
  if (shares === undefined || answer.kind !== 'insufficient') {
    return;
  }
  for (const { sku, asked, available } of answer.short) {
    if (sku !== first) {
      await expiry.schedule({ id, sku, askedAt: clock().toISOString() }, WRITE_TIMEOUT_SECONDS);
    }
    await reserveForHold(shares, { sku, asked, lacking: asked - available });
  }
}

type Refusals = ReturnType<typeof refusalsOf>;

function refusedBecause(id: string, lines: readonly HoldLine[], refusals: Refusals): PlaceHoldAnswer {
  const unknown = refusals.filter(({ outcome }) => outcome.kind === 'unknownSku').map(({ sku }) => sku);
  if (unknown.length > 0) {
    return { kind: 'unknownSku', skus: unknown };
  }
  const short = refusals.flatMap(({ sku, outcome }) =>
    outcome.kind === 'insufficient'
      ? [{ sku, asked: lines.find((line) => line.sku === sku)?.quantity ?? 0, available: outcome.available }]
      : [],
  );
  if (short.length > 0) {
    return { kind: 'insufficient', short };
  }
  const conflict = refusals.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'conflicting');
  if (conflict === undefined) {
    throw new Error(`Hold ${id}: posting it ended as ${refusals[0]?.outcome.kind}, which is no outcome of a hold.`);
  }
  return conflict;
}

function observationOf(ports: HoldPorts, { id, ttlSeconds }: HoldRequest, line: HoldLine): HoldObservation {
  const now = ports.clock().toISOString();
  const source = { channel: ports.channel, key: holdKey(id) };
  return { kind: 'hold', id, ttlSeconds, ...line, source, occurredAt: now, receivedAt: now };
}

/** Whether the id is that of a hold of other SKUs. */
function isTaken(holders: readonly Sku[] | undefined, skus: readonly Sku[]): boolean {
  return holders !== undefined && (holders.length !== skus.length || !skus.every((sku) => holders.includes(sku)));
}

function takenBy(id: string, holders: readonly Sku[] = []): PlaceHoldAnswer {
  return { kind: 'conflicting', reason: `Hold ${id} was placed for ${holders.join(', ')}: use a new id.` };
}
