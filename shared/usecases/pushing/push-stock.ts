/** Brings one channel's listings of some SKUs to what they should show. */
import { currentExposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { type PushPlan, planPush } from '../../domain/pushing/push-plan.ts';
import type { Urgency } from '../../domain/pushing/rate.ts';
import type { ReconcileRequest } from '../../ports/pushing/reconcile-request.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { type Progress, type ReturnedMessage, returned } from '../progress.ts';
import { makePush } from './make-push.ts';
import { type ChannelGates, enterChannel } from './push-gates.ts';
import { type PushPorts, raiseProofOf } from './push-ports.ts';

/** The SKU is read again after each answer, so that a change that came meanwhile is pushed without its own message. */
const ROUNDS_MAX = 6;
const IN_TURN_ROUNDS = 2;
/** What is not done by then is the next invocation's. */
const AT_ONCE: Progress = { kind: 'later', retryAfterMs: 0 };
/** No further listing begins after that: a function that is cut off at its 30 s keeps the listing for its lease. */
const ROUNDS_MS_MAX = 10_000;
/**
 * A message that finds a push on its way stays until that push has ended. The invocation that makes it reads the SKU
 * again after the answer, but it may have crashed, and a standard queue may have delivered its message twice.
 */
const BUSY_RETRY_MS = 5_000;
/** A batch waits so long for calls of its account, then it goes back: the others of its account wait as long beside it. */
const CALLS_MS_MAX = 5_000;
/** So many calls are waited for together, because each draw is a write. */
const CALLS_TOGETHER = 3;

/** The table or a queue failed, not the channel: mostly for a moment. */
const FAILED_RETRY_MS = 1_000;

/**
 * Brings this channel's listings of the SKUs to what they should show. Many messages of one SKU become one push, and the SKU
 * that ends lowest goes first; while calls of the account are short, each is read once there is a call for it. Resolves with
 * the messages to be tried again: those of a SKU whose push got no answer, was throttled or has to wait. The others are done,
 * those of a paused channel too: resuming it reconciles every SKU that is behind.
 */
export async function pushStock(
  ports: PushPorts,
  messages: readonly ReconcileRequest[],
): Promise<readonly ReturnedMessage[]> {
  const { journal, client } = ports;
  const groups = [...Map.groupBy(messages, (message) => message.sku)];
  const isShort = areCallsShort(ports, groups);
  const [entrance, batch] = await Promise.all([enterChannel(ports), isShort ? undefined : readBatch(ports, groups)]);
  if (entrance.kind === 'paused') {
    const skus = [...new Set(messages.map(({ sku }) => sku))];
    journal.info(`${client.channel} is paused (${entrance.pause.why}): ${skus.join(', ')} not pushed`, {
      step: 'paused',
      channel: client.channel,
      skus,
    });
    return [];
  }
  if (entrance.kind === 'closed') {
    const { retryAfterMs } = entrance;
    return groups.flatMap(([, group]) => returned(group, { kind: 'later', retryAfterMs, isExact: true }));
  }
  const { gates } = entrance;
  try {
    return batch === undefined && !gates.isProbe
      ? await pushAsCallsCome(ports, gates, groups)
      : await pushBatch(ports, gates, batch ?? (await readBatch(ports, groups)));
  } finally {
    // Kept by a batch that failed, it would close the channel for as long as the probe was taken.
    await gates.leaveProbe();
  }
}

/** The messages of one SKU. */
type Group = readonly [sku: Sku, messages: readonly ReconcileRequest[]];

/** Whether the account has not a call left for each of the SKUs, by what this process last saw of its budget. */
function areCallsShort({ gates: { budget }, wait, clock }: PushPorts, groups: readonly Group[]): boolean {
  return wait !== undefined && budget !== undefined && budget.mostLeft(urgencyOf(groups), clock()) < groups.length;
}

/** A batch is of one queue. */
function urgencyOf(groups: readonly Group[]): Urgency {
  return groups.every(([, messages]) => messages.every(({ isUrgent }) => isUrgent)) ? 'urgent' : 'ordinary';
}

/**
 * Reads and pushes as many SKUs at a time as there are calls in hand, and waits for the next calls between. A SKU that was read before
 * its call comes would be read again then, by this invocation or by the next.
 */
async function pushAsCallsCome(
  ports: PushPorts,
  gates: ChannelGates,
  groups: readonly Group[],
): Promise<readonly ReturnedMessage[]> {
  const until = ports.clock().getTime() + CALLS_MS_MAX;
  const waiting = [...groups];
  const pushed: (readonly ReturnedMessage[])[] = [];
  while (waiting.length > 0) {
    const { calls, retryAfterMs, perCallMs } = await gates.inHand(waiting.length, urgencyOf(groups));
    const waitMs = calls > 0 ? 0 : retryAfterMs + perCallMs * (Math.min(waiting.length, CALLS_TOGETHER) - 1);
    if (ports.clock().getTime() + waitMs > until) {
      return [
        ...pushed,
        ...waiting.map((each, nth) => withoutCall(ports, each, retryAfterMs + nth * perCallMs)),
      ].flat();
    }
    await (waitMs > 0 ? ports.wait?.(waitMs) : undefined);
    const batch = await readBatch(ports, waiting.splice(0, calls));
    pushed.push(...(await Promise.all(batch.map((each) => pushDueSku(ports, gates, each)))));
  }
  return pushed.flat();
}

function withoutCall({ journal, client }: PushPorts, [, messages]: Group, retryAfterMs: number) {
  journal.count('PushWaited', client.channel);
  return returned(messages, { kind: 'later', retryAfterMs, isExact: true });
}

async function pushBatch(
  ports: PushPorts,
  gates: ChannelGates,
  batch: readonly DueSku[],
): Promise<readonly ReturnedMessage[]> {
  const due = batch.toSorted((a, b) => a.lowest - b.lowest);
  await gates.draw(due.flatMap(({ intents }) => intents));
  const pushed: (readonly ReturnedMessage[])[] = [];
  if (gates.isProbe) {
    pushed.push(...(await probe(ports, gates, due)));
  }
  pushed.push(...(await Promise.all(due.map((each) => pushDueSku(ports, gates, each)))));
  return pushed.flat();
}

/** One SKU with its messages, as it was when the batch came. */
type DueSku = {
  readonly sku: Sku;
  readonly messages: readonly ReconcileRequest[];
  readonly first: Promise<SkuState | undefined>;
  /** The pushes that are due now, and the lowest figure that one of them ends at. */
  readonly intents: readonly PushIntent[];
  readonly lowest: number;
};

function readBatch(ports: PushPorts, groups: readonly Group[]): Promise<readonly DueSku[]> {
  const reads = ports.store.readEach(groups.map(([sku]) => sku));
  return Promise.all(groups.map(([sku, group]) => readDueSku(ports, sku, group, reads.get(sku))));
}

async function readDueSku(
  ports: PushPorts,
  sku: Sku,
  messages: readonly ReconcileRequest[],
  first: DueSku['first'] = ports.store.read(sku),
): Promise<DueSku> {
  const skuState = await first.catch(() => undefined);
  const intents = (skuState?.listings ?? []).flatMap((listing) => {
    const plan = skuState && planOf(ports, skuState, listing);
    return plan?.kind === 'push' ? [plan.intent] : [];
  });
  return { sku, messages, first, intents, lowest: Math.min(...intents.map(({ target }) => target)) };
}

/** Pushes one SKU after the other, taking each from `due`, until one has called the channel: that call is the probe. */
async function probe(ports: PushPorts, gates: ChannelGates, due: DueSku[]): Promise<(readonly ReturnedMessage[])[]> {
  const pushed: (readonly ReturnedMessage[])[] = [];
  while (due.length > 0 && !gates.hasCalled()) {
    pushed.push(...(await Promise.all(due.splice(0, 1).map((each) => pushDueSku(ports, gates, each)))));
  }
  // The probe took its time: what was read before it is old.
  due.splice(0, due.length, ...due.map((each) => ({ ...each, first: ports.store.read(each.sku) })));
  return pushed;
}

async function pushDueSku(ports: PushPorts, gates: ChannelGates, due: DueSku): Promise<readonly ReturnedMessage[]> {
  const { sku, messages } = due;
  const receivedAt = messages.map((message) => message.receivedAt).sort()[0] ?? ports.clock().toISOString();
  try {
    return returned(messages, await pushSku(ports, gates, due, receivedAt));
  } catch (error) {
    ports.journal.warn(`${sku}: pushing to ${ports.client.channel} failed, trying again`, { step: 'push', sku, error });
    return returned(messages, { kind: 'later', retryAfterMs: FAILED_RETRY_MS });
  }
}

/** Pushes what is due of the SKU, reads it again, and so on until nothing is due. */
async function pushSku(ports: PushPorts, gates: ChannelGates, due: DueSku, receivedAt: string): Promise<Progress> {
  const until = ports.clock().getTime() + ROUNDS_MS_MAX;
  /** A listing that is left is not tried again at once: it would be refused again. */
  const left = new Set<string>();
  /** The state that the last round began with, where all that was due of it is shown now. */
  let allShown: SkuState | undefined;
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    if (allShown !== undefined && !(await ports.store.hasMoved(allShown))) {
      return { kind: 'done' };
    }
    const skuState = await (round === 1 ? due.first : readAgain(ports, due.sku, round));
    if (skuState === undefined) {
      return { kind: 'done' };
    }
    const planned = skuState.listings
      .filter((listing) => !left.has(listingId(listing)))
      .map((listing) => ({ listing, plan: planOf(ports, skuState, listing) }));
    if (!planned.some(({ plan }) => plan.kind === 'push')) {
      // The invocation that made the last push may have crashed before its shares moved.
      await (round === 1 ? rebalanceAfterProof(ports, skuState) : undefined);
      const isBusy = planned.some(({ plan }) => plan.kind === 'busy');
      return isBusy ? { kind: 'later', retryAfterMs: BUSY_RETRY_MS } : { kind: 'done' };
    }
    allShown = planned.every(({ listing, plan }) => endsWithNothingDue(ports, skuState, listing, plan))
      ? skuState
      : undefined;
    for (const { listing } of planned.filter(({ plan }) => plan.kind === 'push')) {
      if (ports.clock().getTime() > until) {
        return AT_ONCE;
      }
      const progress = await pushListing(ports, gates, skuState, listing, receivedAt);
      if (progress.kind === 'later') {
        return progress;
      }
      if (progress.kind !== 'shown') {
        allShown = undefined;
      }
      if (progress.kind === 'left') {
        left.add(listingId(listing));
      }
    }
    await rebalanceAfterProof(ports, skuState);
  }
  return AT_ONCE;
}

/** Whose listing sells all the time would be refused again and again: then it is read as of one moment, so that its push begins. */
function readAgain({ store }: PushPorts, sku: Sku, round: number): Promise<SkuState | undefined> {
  return round > IN_TURN_ROUNDS ? store.readIsolated(sku) : store.read(sku);
}

/**
 * Whether nothing will be due to the listing once this plan has been carried out, as far as the state says that it was made
 * from. A push that was begun earlier may end at an older figure, and a listing that is busy is another invocation's.
 */
function endsWithNothingDue(ports: PushPorts, skuState: SkuState, listing: Listing, plan: PushPlan): boolean {
  if (plan.kind !== 'push') {
    return plan.kind === 'nothing';
  }
  const pushed = { ...listing, shown: plan.intent.target };
  const listings = skuState.listings.map((each) => (each === listing ? pushed : each));
  return planOf(ports, { ...skuState, listings }, pushed).kind === 'nothing';
}

function planOf(ports: PushPorts, skuState: SkuState, listing: Listing): PushPlan {
  const exposure = currentExposure(skuState, ports.rules);
  return planPush(skuState, listing, exposure, ports.clock(), raiseProofOf(ports.client));
}

async function pushListing(
  ports: PushPorts,
  gates: ChannelGates,
  skuState: SkuState,
  listing: Listing,
  receivedAt: string,
): Promise<Progress> {
  // Planned again: other listings may have been pushed since the round was planned, and the lease of this push begins now.
  const plan = planOf(ports, skuState, listing);
  if (plan.kind !== 'push') {
    return { kind: 'done' };
  }
  const push = { skuState, listing, intent: plan.intent, receivedAt };
  return (await gates.stop(push)) ?? makePush(ports, gates, push);
}
