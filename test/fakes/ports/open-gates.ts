/** The gates of pushes in memory: every gate is open, unless a test closes it. */
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import {
  type Breaker,
  type ChannelState,
  type Circuit,
  NEW_CHANNEL,
  type Surge,
} from '../../../shared/domain/pushing/channel-state.ts';
import { callsAhead, callsBefore, type Rate, type Spent, spentUntil } from '../../../shared/domain/pushing/rate.ts';
import type {
  ChannelControls,
  ChannelStates,
  GatePorts,
  PushBudget,
} from '../../../shared/ports/pushing/gate-ports.ts';
import type { MemoryTable } from '../memory/memory-table.ts';

type Window = { readonly since: number; readonly listings: ReadonlySet<string> };

/** The states of channels in memory, with the conditions of shared/aws/pushing/channel-states.ts: test/contract holds both to the same. */
export class MemoryChannelStates implements ChannelStates, ChannelControls {
  readonly #states = new Map<ChannelId, ChannelState>();
  readonly #windows = new Map<string, Window>();

  async read(channel: ChannelId): Promise<ChannelState> {
    return this.#states.get(channel) ?? NEW_CHANNEL;
  }

  async countFailure(channel: ChannelId): Promise<Circuit> {
    const { circuit } = this.#states.get(channel) ?? NEW_CHANNEL;
    return this.#setCircuit(channel, { ...circuit, failures: circuit.failures + 1 });
  }

  async openCircuit(channel: ChannelId, read: Circuit, openUntil: string): Promise<boolean> {
    return this.#move(channel, read, { opened: read.opened + 1, openUntil });
  }

  async takeProbe(channel: ChannelId, read: Circuit, openUntil: string): Promise<boolean> {
    return this.#move(channel, read, { openUntil });
  }

  async leaveProbe(channel: ChannelId, read: Circuit, until: string, at: string): Promise<void> {
    this.#move(channel, { ...read, openUntil: until }, { openUntil: at });
    this.#move(channel, read, { openUntil: at });
  }

  async closeCircuit(channel: ChannelId): Promise<void> {
    this.#setCircuit(channel, NEW_CHANNEL.circuit);
  }

  async countSurge(channel: ChannelId, surge: Surge, listing: string, window: { now: Date; seconds: number }) {
    const key = `${channel} ${surge}`;
    const now = window.now.getTime();
    const open = this.#windows.get(key);
    const kept = open !== undefined && open.since > now - window.seconds * 1_000 ? open : undefined;
    const next = { since: kept?.since ?? now, listings: new Set([...(kept?.listings ?? []), listing]) };
    this.#windows.set(key, next);
    return next.listings.size;
  }

  async trip(channel: ChannelId, surge: Surge, trippedAt: string): Promise<boolean> {
    const { breakers } = this.#states.get(channel) ?? NEW_CHANNEL;
    const isNew = breakers[surge].trippedAt === undefined;
    if (isNew) {
      this.#setBreaker(channel, surge, { ...breakers[surge], trippedAt });
    }
    return isNew;
  }

  async pauseUnlessPaused(channel: ChannelId, paused: NonNullable<ChannelState['paused']>): Promise<boolean> {
    const isNew = (this.#states.get(channel) ?? NEW_CHANNEL).paused === undefined;
    if (isNew) {
      this.#set(channel, { paused });
    }
    return isNew;
  }

  async pause(channel: ChannelId, paused: NonNullable<ChannelState['paused']>): Promise<void> {
    this.#set(channel, { paused });
  }

  async resume(channel: ChannelId, catchingUpSince: string): Promise<void> {
    const { paused: _paused, ...rest } = await this.read(channel);
    this.#states.set(channel, { ...rest, catchingUpSince });
  }

  async setMode(channel: ChannelId, mode: NonNullable<ChannelState['mode']>, catchingUpSince: string): Promise<void> {
    this.#set(channel, { mode, catchingUpSince });
  }

  async confirm(channel: ChannelId, surge: Surge, confirmedAt: string): Promise<void> {
    this.#windows.delete(`${channel} ${surge}`);
    this.#setBreaker(channel, surge, { confirmedAt });
  }

  async caughtUp(channel: ChannelId): Promise<void> {
    const { catchingUpSince: _since, ...rest } = await this.read(channel);
    this.#states.set(channel, rest);
  }

  #move(channel: ChannelId, read: Circuit, change: Partial<Circuit>): boolean {
    const { circuit } = this.#states.get(channel) ?? NEW_CHANNEL;
    const isAsRead = circuit.openUntil === read.openUntil;
    if (isAsRead) {
      this.#setCircuit(channel, { ...circuit, ...change });
    }
    return isAsRead;
  }

  #setCircuit(channel: ChannelId, circuit: Circuit): Circuit {
    this.#set(channel, { circuit });
    return circuit;
  }

  #setBreaker(channel: ChannelId, surge: Surge, breaker: Breaker): void {
    const { breakers } = this.#states.get(channel) ?? NEW_CHANNEL;
    this.#set(channel, { breakers: { ...breakers, [surge]: breaker } });
  }

  #set(channel: ChannelId, change: Partial<ChannelState>): void {
    this.#states.set(channel, { ...(this.#states.get(channel) ?? NEW_CHANNEL), ...change });
  }
}

/** A budget in memory. */
export function memoryBudget(rate: Rate): PushBudget {
  let spent: Spent;
  return {
    ahead: callsAhead(rate),
    mostLeft: (urgency, now) => callsBefore(rate, spent, urgency, now, Number.POSITIVE_INFINITY).calls,
    take: async (wanted, urgency, now) => {
      const granted = callsBefore(rate, spent, urgency, now, wanted);
      spent = granted.calls > 0 ? spentUntil(rate, spent, now, granted.calls) : spent;
      return granted;
    },
  };
}

/** Gates that let everything through, unless said otherwise. */
export function openGates(table: MemoryTable, facts: Partial<GatePorts> = {}): GatePorts & { states: ChannelStates } {
  const reader = table.reader();
  return {
    states: new MemoryChannelStates(),
    lastEntries: async (sku, limit) => (await reader.entries(sku, 0, 1_000)).toReversed().slice(0, limit),
    mode: 'live',
    breaker: { zeroListings: 25, raiseListings: 100, adoptListings: 25, withinSeconds: 600 },
    ...facts,
  };
}
