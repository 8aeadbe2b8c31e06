/** What pushing to a channel needs of the outside world, and the push that is due. */
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { RaiseProof } from '../../domain/pushing/difference.ts';
import type { ChannelClient } from '../../ports/channel/channel.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { GatePorts } from '../../ports/pushing/gate-ports.ts';
import type { PushStore } from '../../ports/pushing/push-store.ts';
import type { RetryQueue } from '../../ports/pushing/retry-queue.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import type { SharePorts } from '../exposure/rebalance-shares.ts';
import type { ScheduledChecks } from '../reconciling/schedule-check.ts';

export type PushPorts = {
  readonly store: PushStore;
  readonly client: ChannelClient;
  readonly rules: ExposureRules;
  readonly gates: GatePorts;
  readonly journal: Journal;
  readonly clock: Clock;
  /** An applied push is checked after the settle time; absent: what the channel answers is believed. */
  readonly checks?: ScheduledChecks;
  /** What the channel refused is tried again; absent: only with the next change of the SKU. */
  readonly retries?: RetryQueue;
  /** Whether the secret was replaced since the client was opened with it; absent: it never is. */
  readonly isSecretReplaced?: () => Promise<boolean>;
  /** Where the record of stock work is kept, which is found by the states of a channel's units; absent: it is not followed. */
  readonly stockWork?: Pick<LedgerStore, 'load' | 'history'>;
  /** Waits so many milliseconds for calls of the channel's budget; absent: what gets none goes back to the queue at once. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Shares move when a push has proved something; absent: they stay where they are. */
  readonly shares?: SharePorts;
};

/** A push that is due, with all that it was planned from. */
export type DuePush = {
  readonly skuState: SkuState;
  readonly listing: Listing;
  readonly intent: PushIntent;
  /** When the oldest message that asked for it was received; ISO 8601. */
  readonly receivedAt: string;
};

/** Whether the push was not begun by an earlier invocation. */
export function isNew({ listing }: Pick<DuePush, 'listing'>): boolean {
  return listing.intent === undefined;
}

/** What proves to a raise what this channel shows before it. */
export function raiseProofOf({ comparesPushes }: Pick<ChannelClient, 'comparesPushes'>): RaiseProof {
  return comparesPushes ? 'comparison' : 'reading';
}
