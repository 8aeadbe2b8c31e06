/** Checks listings: reads what a channel shows of many at once, and has each compared with `shown`. */

import { currentExposure } from '../../domain/exposure/exposure.ts';
import { isReadForEntry } from '../../domain/exposure/shares.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { isPlaceLeft, wasStopped } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { listingNoticed, saysWhatWeBelieve } from '../../domain/listing/noticed-quantity.ts';
import { unitsOf } from '../../domain/listing/units.ts';
import { planPush, waitsForCheck } from '../../domain/pushing/push-plan.ts';
import { hasUnplacedLines } from '../../domain/pushing/unplaced.ts';
import { hasSettled, isCheckAhead } from '../../domain/reconciling/drift.ts';
import { type StockWorkRecord, unitsOffSale } from '../../domain/stock/off-sale.ts';
import { messageOf } from '../../message-of.ts';
import type { Notice, QuantityRead } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { Check, CheckRequest } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { DONE, type Progress, type ReturnedMessage, returned } from '../progress.ts';
import { pauseWithoutCredentials } from '../pushing/pause-without-credentials.ts';
import type { CheckPorts, DueComparison } from './check-ports.ts';
import { compareListing } from './compare-listing.ts';
import { recordedWork } from './compare-work.ts';
import { proveLeft } from './prove-left-listing.ts';
import { OVERTAKEN, pushNow, recheck } from './recheck.ts';
import { type UnreportedSales, unreportedSales } from './unreported/find-unreported.ts';

export type CheckMessage = { readonly id: string; readonly asked: CheckRequest };

const RETRY_MS = 2_000;
const UNREAD: Progress = { kind: 'later', retryAfterMs: RETRY_MS };
/** A paused channel is not called, not even to read it: its app may be gone. */
const PAUSED_RETRY_MS = 900_000;
/**
 * Compares what the channel shows with what we believe it shows, and corrects confirmed drift: as the merchant
 * wishes, by pushing the ledger's figure or by adopting the channel's. All listings of a batch that must be read are read
 * in as few calls as the channel takes. Resolves with the messages to be tried again: those of a paused channel, and of a
 * check that cannot be made now.
 */
export async function checkListings(
  ports: CheckPorts,
  messages: readonly CheckMessage[],
): Promise<readonly ReturnedMessage[]> {
  if ((await ports.gates.states.read(ports.client.channel)).paused !== undefined) {
    return messages.map(({ id }) => ({ id, retryAfterMs: PAUSED_RETRY_MS, isExact: true }));
  }
  const groups = [...Map.groupBy(messages, placeOf).values()].map(asksOf);
  const most = Math.max(0, ...groups.map(({ length }) => length));
  const sales = unreportedSales(ports);
  const again: ReturnedMessage[] = [];
  // One check of each listing after the other: what the first one finds mostly answers the others.
  for (let turn = 0; turn < most; turn += 1) {
    again.push(
      ...(await checkTogether(
        ports,
        groups.flatMap((group) => group[turn] ?? []),
        sales,
      )),
    );
  }
  return again;
}

/** Messages that one reading answers. */
type Ask = { readonly messages: readonly CheckMessage[]; readonly asked: Asked };
type Asked =
  | Extract<CheckRequest, { readonly kind: 'check' }>
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] };

/** All notices of a place are one ask: what the channel shows now is the answer to each. */
function asksOf(group: readonly CheckMessage[]): readonly Ask[] {
  const notices = group.flatMap(({ asked }) => (asked.kind === 'notice' ? [asked.notice] : []));
  return notices.length > 0
    ? [{ messages: group, asked: { kind: 'notices', notices } }]
    : group.flatMap((message) =>
        message.asked.kind === 'check' ? [{ messages: [message], asked: message.asked }] : [],
      );
}

/** What is to be done about one check: nothing more, or it is compared with what the channel shows. */
type Prepared =
  | { readonly kind: 'ended'; readonly progress: Progress }
  | { readonly kind: 'read'; readonly comparison: DueComparison };

/** Checks of different listings: what the ledger says decides which of them are read, all in one go. */
async function checkTogether(
  ports: CheckPorts,
  asks: readonly Ask[],
  sales: UnreportedSales,
): Promise<readonly ReturnedMessage[]> {
  const prepared = await Promise.all(asks.map(({ asked }) => prepareOrFail(ports, asked)));
  const comparisons = prepared.flatMap((each) => (each.kind === 'read' ? [each.comparison] : []));
  const reads = await readAll(ports, comparisons);
  const ended = await Promise.all(prepared.map((each) => end(ports, each, reads, sales)));
  return asks.flatMap(({ messages }, index) => returned(messages, ended[index] ?? DONE));
}

async function end(
  ports: CheckPorts,
  prepared: Prepared,
  reads: Reads | Progress,
  sales: UnreportedSales,
): Promise<Progress> {
  if (prepared.kind === 'ended') {
    return prepared.progress;
  }
  if ('kind' in reads) {
    return reads;
  }
  const read = reads.get(prepared.comparison);
  try {
    if (read === undefined) {
      return UNREAD;
    }
    return prepared.comparison.listing.managed || isWorkedAt(ports, prepared.comparison.listing)
      ? await compareListing(ports, prepared.comparison, read, sales)
      : await proveLeft(ports, prepared.comparison, read, sales);
  } catch (error) {
    return await failed(ports, error);
  }
}

type Reads = ReadonlyMap<DueComparison, QuantityRead>;

/** What the channel shows of each listing; or what becomes of all their messages, where it did not answer. */
async function readAll(ports: CheckPorts, comparisons: readonly DueComparison[]): Promise<Reads | Progress> {
  try {
    const reads =
      comparisons.length === 0 ? [] : await ports.client.readQuantities(comparisons.map(({ listing }) => listing));
    return new Map(comparisons.flatMap((each, index) => (reads[index] ? [[each, reads[index]] as const] : [])));
  } catch (error) {
    return await failed(ports, error);
  }
}

const NOTHING: Prepared = { kind: 'ended', progress: DONE };

function placeOf({ asked }: CheckMessage): string {
  return asked.kind === 'check'
    ? `${asked.check.sku}@${asked.check.channelLocation}`
    : `notice of ${asked.notice.externalId}@${asked.notice.channelLocation}`;
}

function prepare(ports: CheckPorts, asked: Asked): Promise<Prepared> {
  return asked.kind === 'check' ? checkAsScheduled(ports, asked.check) : checkAfterNotices(ports, asked.notices);
}

async function prepareOrFail(ports: CheckPorts, asked: Asked): Promise<Prepared> {
  try {
    return await prepare(ports, asked);
  } catch (error) {
    return { kind: 'ended', progress: await failed(ports, error) };
  }
}

/** A check that failed is tried again; without credentials it waits as checks of every paused channel do. */
async function failed(ports: CheckPorts, error: unknown): Promise<Progress> {
  const { client, gates, journal } = ports;
  const reason = messageOf(error);
  if (error instanceof CredentialsGoneError) {
    const outcome = await pauseWithoutCredentials({ ...ports, states: gates.states }, client.channel, reason);
    return { kind: 'later', retryAfterMs: outcome === 'paused' ? PAUSED_RETRY_MS : RETRY_MS };
  }
  journal.warn(`${client.channel}: a quantity could not be checked, trying again: ${reason}`, {
    step: 'check',
    channel: client.channel,
    error,
  });
  return { kind: 'later', retryAfterMs: RETRY_MS };
}

async function checkAsScheduled(ports: CheckPorts, check: Check): Promise<Prepared> {
  const { sku, channelLocation, at, reportedUpTo } = check;
  // Where another check was scheduled since, for later, that one finds what this one would.
  const isLast = ({ checkAt }: Listing) => checkAt === undefined || checkAt <= at;
  const prepared = await prepareListing(ports, sku, channelLocation, isLast);
  return prepared.kind === 'read' ? { ...prepared, comparison: { ...prepared.comparison, reportedUpTo } } : prepared;
}

/** A listing is read as it was a moment ago, and what ended its check since then had read the channel after such a notice. */
const NOTICE_AGED_MS = 5_000;

/**
 * Notices of one place. One that says what we believe asks for no check: mostly the channel reports a push of ours. Its listing as it
 * was a moment ago says; what that does not have yet was pushed within a second or so, and that push is checked by itself. Nor does
 * one whose listing has a check ahead. Where stock work is followed, units off sale may have moved though what is shown has not: the
 * SKU is read.
 */
async function checkAfterNotices(ports: CheckPorts, notices: readonly Notice[]): Promise<Prepared> {
  const stated = notices.filter(({ quantity }) => quantity !== undefined);
  const [notice] = stated;
  if (notice === undefined) {
    return NOTHING;
  }
  const behind = await ports.registry.behind(notice.channel, notice.externalId);
  if (behind === undefined) {
    return NOTHING;
  }
  const here = listingNoticed(behind.listings, notice);
  if (ports.stockWork === undefined) {
    const isAged = ({ receivedAt }: Notice) => ports.clock().getTime() - Date.parse(receivedAt) >= NOTICE_AGED_MS;
    const isChecked = here !== undefined && isCheckAhead(here, ports.clock()) && stated.every(isAged);
    if (isChecked || stated.every((each) => saysWhatWeBelieve(behind.listings, each))) {
      return NOTHING;
    }
  }
  const quantities = stated.map(({ quantity = 0 }) => quantity * unitsOf(here));
  const differs = ({ shown }: Listing) => quantities.some((quantity) => quantity !== shown);
  return prepareListing(
    ports,
    behind.sku,
    here?.channelLocation ?? notice.channelLocation,
    (listing, recorded) => (differs(listing) || isAnyOffSale(recorded)) && !isCheckAhead(listing, ports.clock()),
  );
}

async function prepareListing(
  ports: CheckPorts,
  sku: Sku,
  channelLocation: string,
  isCalledFor: (listing: Listing, recorded: StockWorkRecord | undefined) => boolean,
): Promise<Prepared> {
  const ended = (progress: Progress): Prepared => ({ kind: 'ended', progress });
  const { channel } = ports.client;
  // Read before the SKU state: a reading that is compared with an older record posts nothing.
  const record = ports.stockWork && (await recordedWork(ports.stockWork, { sku, channel, channelLocation }));
  const skuState = await ports.store.read(sku);
  const listing = skuState?.listings.find((each) => each.channelLocation === channelLocation);
  if (skuState === undefined || listing === undefined) {
    return NOTHING;
  }
  if (!isWatched(skuState, listing) && !isWorkedAt(ports, listing)) {
    // The check that took its share away may have failed before the others' channels were notified.
    if ((skuState.exposure?.toNotify ?? []).length > 0) {
      await rebalanceAfterProof(ports, skuState);
    }
    return NOTHING;
  }
  if (!isCalledFor(listing, record)) {
    return NOTHING;
  }
  const now = ports.clock();
  const exposure = currentExposure(skuState, ports.rules);
  const plan = planPush(skuState, listing, exposure, now);
  if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {
    // What is due is pushed, or its push resumed; that push schedules a check of its own.
    const pushed = await pushNow(ports, sku);
    return ended(pushed.kind === 'done' && (await isStillOwed(ports, listing)) ? OVERTAKEN : pushed);
  }
  const { settleMs } = ports.checks;
  if (hasUnplacedLines(skuState, listing)) {
    return ended(await recheck(ports, listing, undefined));
  }
  if (!hasSettled(listing, now, settleMs)) {
    return ended(await recheck(ports, listing, listing.suspicion, { since: listing.lastPushedAt, afterMs: settleMs }));
  }
  const comparison = { skuState, listing, exposure, plan, reportedUpTo: undefined };
  return { kind: 'read', comparison: { ...comparison, ...(record && { recordedWork: record }) } };
}

/**
 * Whether nothing is due to the listing any more, and the check that it waited for is still noted: another invocation ended the
 * push meanwhile, and scheduled no check because this one was ahead when the channel answered it.
 */
async function isStillOwed(ports: CheckPorts, { sku, channelLocation, checkAt }: Listing): Promise<boolean> {
  const skuState = checkAt === undefined ? undefined : await ports.store.readIsolated(sku);
  const listing = skuState?.listings.find((each) => each.channelLocation === channelLocation);
  if (skuState === undefined || listing === undefined || listing.checkAt !== checkAt) {
    return false;
  }
  return planPush(skuState, listing, currentExposure(skuState, ports.rules), ports.clock()).kind === 'nothing';
}

/** The notice may be of them: what is off sale and leaves, or becomes an order's, is never available in between. */
function isAnyOffSale(recorded: StockWorkRecord | undefined): boolean {
  return recorded !== undefined && unitsOffSale(recorded.offSale) > 0;
}

/** Where stock work is followed, what a location had when it was closed is found to be gone, and elsewhere. */
function isWorkedAt({ stockWork }: CheckPorts, listing: Listing): boolean {
  return stockWork !== undefined && isPlaceLeft(listing);
}

/** Whether it matters what the listing shows: it is ours to push, or it was and still has a share, or sells units of one that has. */
function isWatched({ exposure, components = [] }: SkuState, listing: Listing): boolean {
  const isOfEscrow = components.some(({ isUnderEscrow }) => isUnderEscrow) && wasStopped(listing);
  const { units = 0 } = exposure?.shares?.[listingId(listing)] ?? {};
  return listing.managed || isOfEscrow || units > 0 || isReadForEntry(exposure?.shares, listing);
}
