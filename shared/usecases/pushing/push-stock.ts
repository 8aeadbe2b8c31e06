import { currentExposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId, type PushIntent } from '../../domain/listing/listing.ts';
import { type PushPlan, planPush } from '../../domain/pushing/push-plan.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { type PushedListing, UNANSWERED_RETRY_MS } from './push-endings.ts';
import { enterChannel, type Gate } from './push-gates.ts';
import type { GivenBack, Later, PushPorts } from './push-ports.ts';
import { makePush } from './push-steps.ts';

/** A message that says "look at this SKU"; what is pushed is decided from the present state. */
export type ReconcileRequest = { readonly id: string; readonly sku: Sku; readonly receivedAt: string };

/** ChannelsToNotify again after each answer, so that a change which came meanwhile is pushed without a message of its own. */
const ROUNDS_MAX = 6;
/** No further look begins after that: a function that is cut off at its 30 s keeps the listing for its lease. */
const ROUNDS_MS_MAX = 10_000;
/**
 * A message that meets a push on its way stays until that has ended: its maker looks again after the answer, but it may
 * have crashed, and a standard queue may have delivered its own message twice.
 */
const BUSY_RETRY_MS = 5_000;

/**
 * Brings this channel's listings of the SKUs to what they should show. Many messages of one SKU become one push, and
 * the one that ends lowest goes first. A SKU whose push got no answer, was throttled or has to wait gives back its
 * messages; the others are done. Those of a paused channel are done too: resuming it looks at every SKU that is behind.
 */
export async function pushStock(
  ports: PushPorts,
  messages: readonly ReconcileRequest[],
): Promise<readonly GivenBack[]> {
  const { journal, client } = ports;
  const groups = [...Map.groupBy(messages, (message) => message.sku)];
  const [entrance, looks] = await Promise.all([
    enterChannel(ports),
    Promise.all(groups.map(([sku, group]) => firstLook(ports, sku, group))),
  ]);
  if (entrance.kind === 'paused') {
    const skus = [...new Set(messages.map(({ sku }) => sku))];
    journal.info(`${client.channel} is paused (${entrance.pause.why}): ${skus.join(', ')} not looked at`, {
      step: 'paused',
      channel: client.channel,
      skus,
    });
    return [];
  }
  if (entrance.kind === 'closed') {
    return groups.flatMap(([, group]) => givenBack(group, { ...entrance, isExact: true }));
  }
  const { gate } = entrance;
  looks.sort((a, b) => a.lowest - b.lowest);
  await gate.draw(looks.flatMap(({ intents }) => intents));
  const returned: (readonly GivenBack[])[] = [];
  if (gate.isProbe) {
    while (looks.length > 0 && !gate.hasCalled()) {
      returned.push(...(await Promise.all(looks.splice(0, 1).map((look) => pushLook(ports, gate, look)))));
    }
    await gate.leave();
    // The probe took its time: what was read before it is old.
    looks.splice(0, looks.length, ...looks.map((look) => ({ ...look, first: ports.store.read(look.sku) })));
  }
  returned.push(...(await Promise.all(looks.map((look) => pushLook(ports, gate, look)))));
  return returned.flat();
}

/** One SKU with its messages, as it was when the batch came. */
type Look = {
  readonly sku: Sku;
  readonly messages: readonly ReconcileRequest[];
  readonly first: Promise<SkuState | undefined>;
  /** The pushes that are due now, and the lowest figure that one of them ends at. */
  readonly intents: readonly PushIntent[];
  readonly lowest: number;
};

async function firstLook(ports: PushPorts, sku: Sku, messages: readonly ReconcileRequest[]): Promise<Look> {
  const first = ports.store.read(sku);
  const snapshot = await first.catch(() => undefined);
  const intents = (snapshot?.listings ?? []).flatMap((listing) => {
    const plan = snapshot && planOf(ports, snapshot, listing);
    return plan?.kind === 'push' ? [plan.intent] : [];
  });
  return { sku, messages, first, intents, lowest: Math.min(...intents.map(({ target }) => target)) };
}

async function pushLook(ports: PushPorts, gate: Gate, look: Look): Promise<readonly GivenBack[]> {
  const { sku, messages } = look;
  const receivedAt = messages.map((message) => message.receivedAt).sort()[0] ?? ports.clock().toISOString();
  try {
    const result = await pushSku(ports, gate, look, receivedAt);
    return result.kind === 'done' ? [] : givenBack(messages, result);
  } catch (error) {
    ports.journal.warn(`${sku}: pushing to ${ports.client.channel} failed, trying again`, { step: 'push', sku, error });
    return givenBack(messages, { retryAfterMs: UNANSWERED_RETRY_MS });
  }
}

function givenBack(messages: readonly ReconcileRequest[], { retryAfterMs, isExact }: Omit<Later, 'kind'>): GivenBack[] {
  return messages.map(({ id }) => ({ id, retryAfterMs, ...(isExact && { isExact }) }));
}

type PushedSku = { readonly kind: 'done' } | Later;

async function pushSku(ports: PushPorts, gate: Gate, look: Look, receivedAt: string): Promise<PushedSku> {
  const until = ports.clock().getTime() + ROUNDS_MS_MAX;
  /** A listing that is left is not asked again at once: it would be refused again. */
  const left = new Set<string>();
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const snapshot = await (round === 1 ? look.first : ports.store.read(look.sku));
    if (snapshot === undefined) {
      return { kind: 'done' };
    }
    const open = snapshot.listings
      .filter((listing) => !left.has(listingId(listing)))
      .map((listing) => ({ listing, plan: planOf(ports, snapshot, listing) }));
    const due = open.filter(({ plan }) => plan.kind === 'push');
    if (due.length === 0) {
      // Whoever pushed may have crashed before its shares moved.
      await (round === 1 ? rebalanceAfterProof(ports, snapshot) : undefined);
      const isBusy = open.some(({ plan }) => plan.kind === 'busy');
      return isBusy ? { kind: 'later', retryAfterMs: BUSY_RETRY_MS } : { kind: 'done' };
    }
    for (const { listing } of due) {
      const pushed = await pushListing(ports, gate, snapshot, listing, receivedAt);
      if (pushed.kind === 'later') {
        return pushed;
      }
      if (pushed.kind === 'left') {
        left.add(listingId(listing));
      }
    }
    await rebalanceAfterProof(ports, snapshot);
    if (ports.clock().getTime() > until) {
      break;
    }
  }
  return { kind: 'later', retryAfterMs: 0 };
}

function planOf(ports: PushPorts, snapshot: SkuState, listing: Listing): PushPlan {
  return planPush(snapshot, listing, currentExposure(snapshot, ports.rules), ports.clock());
}

async function pushListing(
  ports: PushPorts,
  gate: Gate,
  snapshot: SkuState,
  listing: Listing,
  receivedAt: string,
): Promise<PushedListing> {
  const plan = planOf(ports, snapshot, listing);
  if (plan.kind !== 'push') {
    return { kind: 'done' };
  }
  const admission = await gate.admit(snapshot, listing, plan.intent);
  return admission.kind === 'go' ? makePush(ports, gate, snapshot, listing, plan.intent, receivedAt) : admission;
}
