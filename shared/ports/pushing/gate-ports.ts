/** What the gates of pushes need of the outside world: the state of each channel, and its call budget. */

import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { ChannelState, Circuit, Pause, PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import type { Urgency } from '../../domain/pushing/rate.ts';
import type { BreakerLimits } from '../../domain/pushing/surge.ts';

/** What is kept of a channel as a whole, shared by every function that pushes to it. */
export type ChannelStates = {
  /** What stops the channel, as it is now; that nothing does, as of a moment ago: a pause holds within a second or so. */
  read(channel: ChannelId): Promise<ChannelState>;
  /** One more call in a row without an answer; resolves with the circuit as it is then. */
  countFailure(channel: ChannelId): Promise<Circuit>;
  /** Opens the circuit until then (ISO 8601). False: it is not as it was read any more. */
  openCircuit(channel: ChannelId, read: Circuit, until: string): Promise<boolean>;
  /** One function takes the probe until then (ISO 8601). False: somebody else has it. */
  takeProbe(channel: ChannelId, read: Circuit, until: string): Promise<boolean>;
  /**
   * Ends the probe that was taken until then: the next function may probe at once. A taking that is still on its way, because
   * its answer never came, takes nothing any more. Nothing, where somebody else has the probe by now.
   */
  leaveProbe(channel: ChannelId, read: Circuit, until: string, at: string): Promise<void>;
  /** The channel answers. */
  closeCircuit(channel: ChannelId): Promise<void>;
  /** Counts the listing in the breaker's window; resolves with how many different ones it has counted. */
  countSurge(channel: ChannelId, surge: Surge, listing: string, window: SurgeWindow): Promise<number>;
  /** False: it had tripped before. */
  trip(channel: ChannelId, surge: Surge, at: string): Promise<boolean>;
  /** Pauses the channel unless it is paused. False: it was, and its pause is left as it is. */
  pauseUnlessPaused(channel: ChannelId, pause: Pause): Promise<boolean>;
};

/** A window begins with the first listing that is counted in it. */
export type SurgeWindow = { readonly now: Date; readonly seconds: number };

/** What an operator does to a channel. */
export type ChannelControls = {
  pause(channel: ChannelId, pause: Pause): Promise<void>;
  /** Also marks that the channel has to catch up. */
  resume(channel: ChannelId, at: string): Promise<void>;
  setMode(channel: ChannelId, mode: PushingMode, at: string): Promise<void>;
  /** What the ledger said until then goes out. */
  confirm(channel: ChannelId, surge: Surge, at: string): Promise<void>;
  caughtUp(channel: ChannelId): Promise<void>;
};

/** The calls a seller's account takes, shared by all functions and channels of the account. */
export type PushBudget = {
  /** Calls that one batch may draw ahead of its need without others missing them. */
  readonly ahead: number;
  /** The most calls that may be left now, by what this process last saw of the budget; nothing is read. */
  mostLeft(urgency: Urgency, now: Date): number;
  /** Takes up to `wanted` calls that may be made at once; what is left to urgent pushes, ordinary ones do not get. */
  take(wanted: number, urgency: Urgency, now: Date): Promise<Granted>;
};

export type Granted = {
  readonly calls: number;
  /** When the first of those that were not granted may try again. */
  readonly retryAfterMs: number;
  /** What each further one waits on top. */
  readonly perCallMs: number;
};

/** The last entries of a SKU, newest first. Strongly consistent. */
export type LastEntries = (sku: Sku, limit: number) => Promise<readonly LedgerEntry[]>;

/** What the gates of one channel read and write. */
export type GatePorts = {
  readonly states: ChannelStates;
  readonly lastEntries: LastEntries;
  /** Absent: the channel states no limit, and throttles by its answers. */
  readonly budget?: PushBudget;
  /** As configured; the channel's state may say another. */
  readonly mode: PushingMode;
  readonly breaker: BreakerLimits;
};
