import { currentExposure } from '../../domain/exposure/exposure.ts';
import { type Listing, listingId, type PushIntent } from '../../domain/listing/listing.ts';
import { OUTRIGHT_SETTLE_MS } from '../../domain/listing/own-count.ts';
import {
  type ChannelState,
  circuitAt,
  FAILURES_TO_OPEN,
  openUntil,
  type Pause,
  probeUntil,
} from '../../domain/pushing/channel-state.ts';
import { isUrgent, needsQuiet, settlesInMs } from '../../domain/pushing/push-plan.ts';
import { CAUSE_ENTRIES, isExplained, surgeOf } from '../../domain/pushing/surge.ts';
import { isCheckAhead } from '../../domain/reconciling/drift.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { pushAllowance } from './push-allowance.ts';
import type { Later, PushPorts } from './push-ports.ts';

/** Whether one push may go on now. `left`: it is not sent, and whoever lets it go has it looked at again. */
export type Admission = { readonly kind: 'go' } | { readonly kind: 'left' } | Later;

/** One batch's way to its channel. */
export type Gate = {
  /** The circuit's time is over: one call tries whether the channel answers. */
  readonly isProbe: boolean;
  /** Whether this batch has called the channel. */
  hasCalled(): boolean;
  /** How long the circuit stays open that opened meanwhile; 0 while it is closed. */
  closedForMs(): number;
  /** Draws on the budget for the pushes of the batch at once. */
  draw(intents: readonly PushIntent[]): Promise<void>;
  admit(snapshot: SkuState, listing: Listing, intent: PushIntent): Promise<Admission>;
  /** A further call of a push that was admitted: 0, or how long to wait for it in milliseconds. */
  furtherCall(intent: PushIntent): Promise<number>;
  /** What became of a call. */
  called(wasAnswered: boolean): Promise<void>;
  /** A probe that found nothing to call for leaves it to the next one. */
  leave(): Promise<void>;
};

export type Entrance =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'closed'; readonly retryAfterMs: number }
  | { readonly kind: 'open'; readonly gate: Gate };

/** Reads the channel's state, once a batch: what an operator says holds from the next batch on. */
export async function enterChannel(ports: PushPorts): Promise<Entrance> {
  const { gates, client, clock } = ports;
  const state = await gates.states.read(client.channel);
  if (state.paused !== undefined) {
    return { kind: 'paused', pause: state.paused };
  }
  const now = clock();
  const circuit = circuitAt(state.circuit, now);
  const until = circuit === 'probing' ? probeUntil(now) : (state.circuit.openUntil ?? '');
  if (circuit === 'open' || (circuit === 'probing' && !(await takeProbe(ports, state, until)))) {
    return { kind: 'closed', retryAfterMs: Date.parse(until) - now.getTime() };
  }
  return { kind: 'open', gate: gateOf(ports, state, circuit === 'probing' ? until : undefined) };
}

function takeProbe({ gates, client }: PushPorts, { circuit }: ChannelState, until: string): Promise<boolean> {
  return gates.states.takeProbe(client.channel, circuit, until);
}

function gateOf(ports: PushPorts, state: ChannelState, probe: string | undefined): Gate {
  const { gates, client, rules, clock } = ports;
  const allowance = pushAllowance(gates.budget, clock);
  const urgent = (intent: PushIntent) => isUrgent(intent, rules.urgentAt);
  const circuit = circuitOf(ports, state, probe);
  return {
    isProbe: probe !== undefined,
    ...circuit,
    async draw(intents) {
      const hasten = intents.filter(urgent).length;
      await allowance.draw(hasten, intents.length - hasten);
    },
    async admit(snapshot, listing, intent) {
      const closedMs = circuit.closedForMs();
      if (closedMs > 0) {
        return { kind: 'later', retryAfterMs: closedMs, isExact: true };
      }
      const isNew = listing.intent === undefined;
      const why = leftBecause(state.mode ?? gates.mode, isNew, intent);
      if (why !== undefined) {
        tellLeft(ports, listing, intent, why);
        return { kind: 'left' };
      }
      if (isNew && needsQuiet(listing, intent) && listing.suspicion !== undefined && isCheckAhead(listing, clock())) {
        return { kind: 'left' };
      }
      const settlesMs = settlesInMs(listing, intent, clock(), ports.checks?.settleMs ?? OUTRIGHT_SETTLE_MS);
      if (isNew && settlesMs > 0) {
        return { kind: 'later', retryAfterMs: settlesMs, isExact: true };
      }
      const waitMs = await allowance.take(urgent(intent));
      if (waitMs > 0) {
        ports.journal.count('PushWaited', client.channel);
        return { kind: 'later', retryAfterMs: waitMs, isExact: true };
      }
      if (isNew && !(await passesBreaker(ports, state, snapshot, listing, intent))) {
        tellLeft(ports, listing, intent, 'the breaker holds it back');
        return { kind: 'left' };
      }
      return { kind: 'go' };
    },
    furtherCall: (intent) => allowance.take(urgent(intent)),
  };
}

/** Why the mode lets the push not go, if so. What was begun before the mode was set is ended under its key. */
function leftBecause(mode: ChannelState['mode'], isNew: boolean, intent: PushIntent): string | undefined {
  if (mode === 'shadow') {
    return 'shadow mode';
  }
  return mode === 'lowerOnly' && isNew && intent.delta > 0 ? 'lower-only mode' : undefined;
}

function tellLeft({ journal, client }: PushPorts, listing: Listing, intent: PushIntent, why: string): void {
  journal.count('PushLeft', client.channel);
  journal.info(`${listing.sku}: ${listingId(listing)} would show ${listing.shown} → ${intent.target} (${why})`, {
    step: 'push left',
    sku: listing.sku,
    channel: client.channel,
    shown: listing.shown,
    wouldShow: intent.target,
    change: intent.delta,
    seq: intent.seq,
    why,
  });
}

/** Counts what no trade explains, and trips the breaker at one listing too many. */
async function passesBreaker(
  { gates, client, rules, journal, clock }: PushPorts,
  state: ChannelState,
  snapshot: SkuState,
  listing: Listing,
  intent: PushIntent,
): Promise<boolean> {
  const surge = surgeOf(listing, intent);
  if (surge === undefined) {
    return true;
  }
  const { trippedAt, confirmedAt } = state.breakers[surge];
  const entries = await gates.lastEntries(snapshot.sku, CAUSE_ENTRIES);
  if (isExplained(surge, entries, listing, currentExposure(snapshot, rules), confirmedAt)) {
    return true;
  }
  if (trippedAt !== undefined) {
    return false;
  }
  const { zeroListings, raiseListings, withinSeconds } = gates.breaker;
  const now = clock();
  const name = `${listing.sku} ${listingId(listing)}`;
  const counted = await gates.states.countSurge(client.channel, surge, name, { now, seconds: withinSeconds });
  const most = surge === 'zeros' ? zeroListings : raiseListings;
  if (counted <= most) {
    return true;
  }
  if (await gates.states.trip(client.channel, surge, now.toISOString())) {
    const what = surge === 'zeros' ? 'go to zero' : 'be raised';
    journal.count('BreakerTripped', client.channel);
    journal.warn(
      `${client.channel}: more than ${most} listings would ${what} within ${withinSeconds} s without a sale behind it. ` +
        `Further ones wait. If the ledger is right: stockline resume ${client.channel} --confirm ${surge}`,
      { step: 'breaker', channel: client.channel, surge, most, withinSeconds },
    );
  }
  return false;
}

/** The circuit as one batch sees it and moves it. A throttled or refused call was answered. */
function circuitOf(
  { gates, client, journal, clock }: PushPorts,
  state: ChannelState,
  probe: string | undefined,
): Pick<Gate, 'hasCalled' | 'closedForMs' | 'called' | 'leave'> {
  const { channel } = client;
  let hasCalled = false;
  let hasFailures = state.circuit.failures > 0;
  let closedUntil: string | undefined;
  return {
    hasCalled: () => hasCalled,
    closedForMs: () => (closedUntil === undefined ? 0 : Math.max(0, Date.parse(closedUntil) - clock().getTime())),
    async called(wasAnswered) {
      hasCalled = true;
      if (wasAnswered) {
        if (hasFailures) {
          hasFailures = false;
          closedUntil = undefined;
          await gates.states.closeCircuit(channel);
          if (probe !== undefined) {
            journal.info(`${channel}: it answers again, what waited goes out`, { step: 'circuit', channel });
          }
        }
        return;
      }
      hasFailures = true;
      const circuit = await gates.states.countFailure(channel);
      const now = clock();
      const isOurs = probe !== undefined && circuit.openUntil === probe;
      if (circuit.failures < FAILURES_TO_OPEN || (circuitAt(circuit, now) !== 'closed' && !isOurs)) {
        closedUntil = circuit.openUntil;
        return;
      }
      closedUntil = openUntil(circuit, now);
      if (await gates.states.openCircuit(channel, circuit, closedUntil)) {
        journal.count('CircuitOpened', channel);
        journal.warn(
          `${channel}: ${circuit.failures} calls in a row got no answer. Nothing is sent before ${closedUntil}`,
          { step: 'circuit', channel, failures: circuit.failures, openUntil: closedUntil },
        );
      }
    },
    async leave() {
      if (probe !== undefined && !hasCalled) {
        await gates.states.takeProbe(channel, { ...state.circuit, openUntil: probe }, clock().toISOString());
      }
    },
  };
}
