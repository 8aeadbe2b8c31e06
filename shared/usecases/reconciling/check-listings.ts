import { currentExposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { mustBeSetAgain } from '../../domain/pushing/outright.ts';
import { planPush, waitsForCheck } from '../../domain/pushing/push-plan.ts';
import {
  adoptionOf,
  isCheckAhead,
  isSettled,
  judge,
  type OnDrift,
  remedyOf,
  standsForMs,
} from '../../domain/reconciling/drift.ts';
import { messageOf } from '../../message-of.ts';
import type { ListingRegistry } from '../../ports/importing.ts';
import type { ObservationQueue } from '../../ports/intake.ts';
import type { CheckRequest, CheckStore } from '../../ports/reconciling.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import type { ReturnedMessage } from '../pushing/progress.ts';
import type { PushPorts } from '../pushing/push-ports.ts';
import { pushStock } from '../pushing/push-stock.ts';
import { newCheck, type ScheduledChecks } from './schedule-check.ts';

export type CheckPorts = PushPorts & {
  readonly checks: ScheduledChecks;
  readonly checkStore: CheckStore;
  readonly registry: Pick<ListingRegistry, 'skuOf'>;
  readonly observations: ObservationQueue;
  readonly onDrift: OnDrift;
};

export type CheckMessage = { readonly id: string; readonly asked: CheckRequest };

const RETRY_MS = 2_000;
/** A paused channel is not called, not even to look: its app may be gone. */
const PAUSED_RETRY_MS = 900_000;
/** A check that was due this moment, by a clock before ours, would be no later than the one that found it too soon. */
const AGAIN_MS_LEAST = 1_000;
/** While a difference may stand for long, it is looked at this often: it mostly explains itself before. */
const AGAIN_MS_MOST = 300_000;

/**
 * Compares what the channel shows with what we believe it shows, and sets right what differs for good: as the merchant
 * wishes by the ledger's figure, or by adopting the channel's. A check that cannot be made now, or of a channel that is
 * paused, gives back its message.
 */
export async function checkListings(
  ports: CheckPorts,
  messages: readonly CheckMessage[],
): Promise<readonly ReturnedMessage[]> {
  if ((await ports.gates.states.read(ports.client.channel)).paused !== undefined) {
    return messages.map(({ id }) => ({ id, retryAfterMs: PAUSED_RETRY_MS, isExact: true }));
  }
  const groups = [...Map.groupBy(messages, placeOf).values()];
  const results = await Promise.all(
    groups.map(async (group) => {
      const again: ReturnedMessage[] = [];
      // One after the other: what the first one finds mostly answers the others.
      for (const { id, asked } of group) {
        const checked = await checkAsked(ports, asked).catch((error: unknown): Checked => {
          const reason = messageOf(error);
          ports.journal.warn(`${ports.client.channel}: a quantity could not be checked, trying again: ${reason}`, {
            step: 'check',
            channel: ports.client.channel,
            error,
          });
          return { kind: 'later', retryAfterMs: RETRY_MS };
        });
        if (checked.kind === 'later') {
          again.push({ id, retryAfterMs: checked.retryAfterMs });
        }
      }
      return again;
    }),
  );
  return results.flat();
}

type Checked = { readonly kind: 'done' } | { readonly kind: 'later'; readonly retryAfterMs: number };
const DONE: Checked = { kind: 'done' };

function placeOf({ asked }: CheckMessage): string {
  return asked.kind === 'check'
    ? `${asked.check.sku}@${asked.check.channelLocation}`
    : `notice of ${asked.notice.externalId}@${asked.notice.channelLocation}`;
}

async function checkAsked(ports: CheckPorts, asked: CheckRequest): Promise<Checked> {
  if (asked.kind === 'check') {
    const { sku, channelLocation, at } = asked.check;
    // Another check was scheduled since, for later: it finds what this one would.
    return checkListing(ports, sku, channelLocation, ({ checkAt }) => checkAt === undefined || checkAt <= at);
  }
  const { notice } = asked;
  const sku = await ports.registry.skuOf(notice.channel, notice.externalId);
  if (sku === undefined || notice.quantity === undefined) {
    return DONE;
  }
  return checkListing(
    ports,
    sku,
    notice.channelLocation,
    (listing) => listing.shown !== notice.quantity && !isCheckAhead(listing, ports.clock()),
  );
}

async function checkListing(
  ports: CheckPorts,
  sku: Sku,
  channelLocation: string,
  isCalledFor: (listing: Listing) => boolean,
): Promise<Checked> {
  const snapshot = await ports.store.read(sku);
  const listing = snapshot?.listings.find((each) => each.channelLocation === channelLocation);
  if (snapshot === undefined || !listing?.managed || !isCalledFor(listing)) {
    return DONE;
  }
  const now = ports.clock();
  const exposure = currentExposure(snapshot, ports.rules);
  const plan = planPush(snapshot, listing, exposure, now);
  if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {
    // What is due first goes out, or is taken up again, and is checked once it has.
    return pushNow(ports, sku);
  }
  const { settleMs } = ports.checks;
  if (!isSettled(listing, now, settleMs)) {
    return again(ports, listing, listing.suspicion, { since: listing.lastPushedAt, afterMs: settleMs });
  }
  const actual = await ports.client.readQuantity(listing);
  const standsMs = standsForMs(listing, actual, exposure, settleMs);
  const verdict = judge(listing, actual, now, standsMs);
  switch (verdict.kind) {
    case 'agrees':
      if (!(await ports.checkStore.note(listing, { kind: 'agrees' }))) {
        return MOVED;
      }
      // A look that agrees proves a lowering where the channel's answer does not.
      await rebalanceAfterProof(ports, snapshot);
      return plan.kind === 'nothing' ? DONE : pushNow(ports, sku);
    case 'suspected':
      tellSuspected(ports, listing, verdict.suspicion);
      return again(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return again(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'drifted':
      return remedyOf(listing, ports.onDrift) === 'adopt'
        ? adopt(ports, listing, verdict.suspicion, now)
        : overwrite(ports, listing, verdict.suspicion, now);
    default:
      return verdict satisfies never;
  }
}

/** A push or another check moved the listing while this one looked at it. */
const MOVED: Checked = { kind: 'later', retryAfterMs: 1_000 };

/**
 * ChannelsToNotify again a settle time from now, or when it is `due` if that is sooner. A look that came too soon, by a queue that
 * rounds or a clock that differs, must not cost a settle time more: under escrow units wait for what it proves.
 *
 * Scheduled before it is noted: a crash in between leaves one check too many, never one too few.
 */
async function again(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion | undefined,
  due?: { readonly since: string | undefined; readonly afterMs: number },
): Promise<Checked> {
  const { settleMs } = ports.checks;
  const now = ports.clock();
  const dueInMs = due?.since === undefined ? settleMs : Date.parse(due.since) + due.afterMs - now.getTime();
  const atMostMs = due !== undefined && due.afterMs > settleMs ? Math.max(settleMs, AGAIN_MS_MOST) : settleMs;
  const afterMs = Math.min(atMostMs, Math.max(AGAIN_MS_LEAST, dueInMs));
  const checkAt = await newCheck(ports.checks, listing, now, afterMs);
  return (await ports.checkStore.note(listing, { kind: 'again', checkAt, suspicion })) ? DONE : MOVED;
}

/**
 * `shown` becomes what the channel shows, and the ordinary push brings that to what it should be: so even a raise goes
 * no further than the ledger's own figure, and once both agree there is nothing left to push.
 */
async function overwrite(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Checked> {
  if (!(await ports.checkStore.takeShown(listing, suspicion, now.toISOString()))) {
    return MOVED;
  }
  if (mustBeSetAgain(listing)) {
    tellSettled(ports, listing, suspicion);
  } else {
    tellDrift(ports, listing, suspicion, 'someone edited it there, or a push was never applied. It is set right');
  }
  return pushNow(ports, listing.sku);
}

/**
 * The next check comes first: should this one end here, that one finds the same drift and makes the same movement under
 * the same key.
 */
async function adopt(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Checked> {
  const adoption = adoptionOf(listing, suspicion, now);
  if (adoption === undefined) {
    return overwrite(ports, listing, suspicion, now);
  }
  const checkAt = await newCheck(ports.checks, listing, now);
  const asOf = adoption.occurredAt;
  if (!(await ports.checkStore.note(listing, { kind: 'adopted', checkAt, asOf }))) {
    return MOVED;
  }
  await ports.observations.send([adoption]);
  tellDrift(ports, listing, suspicion, 'someone edited it there. It is adopted as an adjustment of stock');
  return DONE;
}

async function pushNow(ports: CheckPorts, sku: Sku): Promise<Checked> {
  const receivedAt = ports.clock().toISOString();
  const [later] = await pushStock(ports, [{ id: sku, sku, receivedAt }]);
  return later === undefined ? DONE : { kind: 'later', retryAfterMs: later.retryAfterMs };
}

function tellSuspected({ journal, checks }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, should show ${shown}: looked at again in ${checks.settleMs / 1_000} s`,
    { step: 'check', sku: listing.sku, channel: listing.channel, shows: actual, should: shown },
  );
}

/** No drift: a push may have overwritten what the channel counted, and now it is known which of both it shows. */
function tellSettled({ journal }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(`${listing.sku}: ${listingId(listing)} shows ${actual}, believed ${shown}: the doubt is settled`, {
    step: 'check',
    sku: listing.sku,
    channel: listing.channel,
    shows: actual,
    should: shown,
  });
}

function tellDrift({ journal }: CheckPorts, listing: Listing, { actual, shown, at }: Suspicion, what: string): void {
  const { sku, channel } = listing;
  journal.count('Drift', channel);
  journal.warn(`${sku}: ${listingId(listing)} shows ${actual} and should show ${shown}: ${what}`, {
    step: 'drift',
    sku,
    channel,
    shows: actual,
    should: shown,
    since: at,
  });
}
