/** The gates that every push passes before its channel is called, one after the other. */

import { SETTLE_MS_DEFAULT } from '../../domain/listing/deduction.ts';
import { listingId } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { raisesAbsolutely, settleTimeLeftMs } from '../../domain/pushing/absolute.ts';
import { type ChannelState, circuitAt, type Pause, probeUntil } from '../../domain/pushing/channel-state.ts';
import { isUrgent } from '../../domain/pushing/push.ts';
import type { Urgency } from '../../domain/pushing/rate.ts';
import { isCheckAhead } from '../../domain/reconciling/drift.ts';
import type { Later, Progress } from '../progress.ts';
import { type BatchCircuit, batchCircuit } from './circuit.ts';
import { passesBreaker } from './mass-change-breaker.ts';
import { type PushAllowance, pushAllowance } from './push-allowance.ts';
import { type DuePush, isNew, type PushPorts } from './push-ports.ts';

/** Why a push may not go on now. */
export type Stop = Exclude<Progress, { readonly kind: 'done' }>;

/** One batch's way to its channel. */
export type ChannelGates = Omit<BatchCircuit, 'openForMs'> & {
  /** The circuit's time is over: one call of this batch tries whether the channel answers. */
  readonly isProbe: boolean;
  /** Draws on the budget for the pushes of the batch at once. */
  draw(intents: readonly PushIntent[]): Promise<void>;
  /** Draws on the budget until so many calls are in hand, or none is left. */
  inHand: PushAllowance['inHand'];
  /** The first gate that stops the push; undefined when it may go. */
  stop(push: DuePush): Promise<Stop | undefined>;
  /** A further call of a push that went through: 0, or how long to wait for it in milliseconds. */
  furtherCall(intent: PushIntent): Promise<number>;
};

export type Entrance =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'closed'; readonly retryAfterMs: number }
  | { readonly kind: 'open'; readonly gates: ChannelGates };

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
  return { kind: 'open', gates: channelGates(ports, state, circuit === 'probing' ? until : undefined) };
}

/** Where nobody knows whether it was taken, it is left: the message that comes again in a moment would find it taken. */
async function takeProbe(
  { gates: { states }, client: { channel }, clock }: PushPorts,
  { circuit }: ChannelState,
  until: string,
): Promise<boolean> {
  try {
    return await states.takeProbe(channel, circuit, until);
  } catch (error) {
    await states.leaveProbe(channel, circuit, until, clock().toISOString());
    throw error;
  }
}

/** One gate: why it stops the push, undefined when it lets it go. */
type Gate = (batch: Batch, push: DuePush) => Stop | undefined | Promise<Stop | undefined>;

/** What the gates of one batch know. */
type Batch = {
  readonly ports: PushPorts;
  readonly state: ChannelState;
  readonly circuit: BatchCircuit;
  readonly allowance: PushAllowance;
};

/** In this order: the cheap ones first; a call of the budget is taken only by a push that all before it let go. */
const GATES: readonly Gate[] = [
  circuitGate,
  modeGate,
  unexplainedRaiseGate,
  settleTimeGate,
  budgetGate,
  massChangeGate,
];

function channelGates(ports: PushPorts, state: ChannelState, probe: string | undefined): ChannelGates {
  const allowance = pushAllowance(ports.gates.budget, ports.clock);
  const circuit = batchCircuit(ports, state, probe);
  const batch: Batch = { ports, state, circuit, allowance };
  const { hasCalled, called, leaveProbe } = circuit;
  return {
    isProbe: probe !== undefined,
    hasCalled,
    called,
    leaveProbe,
    async draw(intents) {
      const urgent = intents.filter((intent) => isUrgent(intent, ports.rules.urgentAt)).length;
      await allowance.draw(urgent, intents.length - urgent);
    },
    inHand: allowance.inHand,
    async stop(push) {
      for (const gate of GATES) {
        const stop = await gate(batch, push);
        if (stop !== undefined) {
          return stop;
        }
      }
      return undefined;
    },
    furtherCall: (intent) => allowance.take(urgencyOf(ports, intent)),
  };
}

/** The circuit opened since the batch began. */
function circuitGate({ circuit }: Batch): Stop | undefined {
  return waitFor(circuit.openForMs());
}

/** The channel's mode blocks the push. One that was begun before the mode was set is ended under its key. */
function modeGate({ ports, state }: Batch, push: DuePush): Stop | undefined {
  const mode = state.mode ?? ports.gates.mode;
  if (mode === 'shadow') {
    return leave(ports, push, 'shadow mode');
  }
  return mode === 'lowerOnly' && isNew(push) && push.intent.delta > 0
    ? leave(ports, push, 'lower-only mode')
    : undefined;
}

/** An absolute raise found a figure that nothing explained; the check that finds out is scheduled. */
function unexplainedRaiseGate({ ports }: Batch, push: DuePush): Stop | undefined {
  const { listing, intent } = push;
  const isExplainedLater = listing.suspicion !== undefined && isCheckAhead(listing, ports.clock());
  return isNew(push) && raisesAbsolutely(intent) && isExplainedLater ? { kind: 'left' } : undefined;
}

/** An absolute raise waits until the last push had its settle time. */
function settleTimeGate({ ports }: Batch, push: DuePush): Stop | undefined {
  const settleMs = ports.checks?.settleMs ?? SETTLE_MS_DEFAULT;
  const leftMs = settleTimeLeftMs(push.listing, push.intent, ports.clock(), settleMs);
  return isNew(push) ? waitFor(leftMs) : undefined;
}

/** The account's calls are spent. */
async function budgetGate({ ports, allowance }: Batch, { intent }: DuePush): Promise<Stop | undefined> {
  const waitMs = await allowance.take(urgencyOf(ports, intent));
  if (waitMs > 0) {
    ports.journal.count('PushWaited', ports.client.channel);
  }
  return waitFor(waitMs);
}

/** Too many listings change at once, and no trade explains it. */
async function massChangeGate({ ports, state }: Batch, push: DuePush): Promise<Stop | undefined> {
  return isNew(push) && !(await passesBreaker(ports, state, push))
    ? leave(ports, push, 'the breaker holds it back')
    : undefined;
}

function waitFor(retryAfterMs: number): Later | undefined {
  return retryAfterMs > 0 ? { kind: 'later', retryAfterMs, isExact: true } : undefined;
}

/** Counts and logs a push that is not sent; an operator who lets it go has its SKU reconciled. */
function leave({ journal, client }: PushPorts, { listing, intent }: DuePush, why: string): Stop {
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
  return { kind: 'left' };
}

function urgencyOf({ rules }: PushPorts, intent: PushIntent): Urgency {
  return isUrgent(intent, rules.urgentAt) ? 'urgent' : 'ordinary';
}
