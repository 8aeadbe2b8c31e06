// Carries out an operator's command on a channel: pause, resume, mode.
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { listingId } from '../../domain/listing/listing.ts';
import type { PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import { dueOn } from '../../domain/pushing/unplaced.ts';
import type { Clock } from '../../ports/journal.ts';
import type { StockChanged, StockEvents } from '../../ports/posting/posting.ts';
import type { ChannelControls } from '../../ports/pushing/gate-ports.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { stockChanged } from '../exposure/notify-channels.ts';

export type ChannelCommandPorts = {
  readonly controls: ChannelControls;
  /** The present state of every SKU that is listed on the channel. */
  skuStates(channel: ChannelId): AsyncIterable<SkuState>;
  readonly events: StockEvents;
  readonly rules: ExposureRules;
  readonly clock: Clock;
};

/** What an operator asks for; `why` is shown to the next operator. */
export type ChannelCommand =
  | { readonly kind: 'pause'; readonly by: string; readonly why: string }
  | { readonly kind: 'resume'; readonly confirm?: Surge | undefined }
  | { readonly kind: 'mode'; readonly mode: PushingMode };

/**
 * Applies the command; resolves with how many SKUs it requests a reconcile for. Resuming and changing the mode request one
 * reconcile per SKU whose listings on the channel may be behind, because changes during a pause left no message. The
 * channel's state is written first: what changes after that has its own event.
 *
 * After a failure half-way `catchingUpSince` stays in the channel's state. Running the command again is harmless.
 */
export async function controlChannel(
  ports: ChannelCommandPorts,
  channel: ChannelId,
  command: ChannelCommand,
): Promise<number> {
  const { controls, clock } = ports;
  const at = clock().toISOString();
  switch (command.kind) {
    case 'pause':
      await controls.pause(channel, { by: command.by, at, why: command.why });
      return 0;
    case 'resume':
      if (command.confirm !== undefined) {
        await controls.confirm(channel, command.confirm, at);
      }
      await controls.resume(channel, at);
      return catchUp(ports, channel);
    case 'mode':
      await controls.setMode(channel, command.mode, at);
      return catchUp(ports, channel);
    default:
      return command satisfies never;
  }
}

/** A listing whose quantity the command moves, in units: what it shows, and what it is pushed to. */
export type CommandedMove = {
  readonly sku: Sku;
  readonly listing: string;
  readonly before: number;
  readonly after: number;
};

/** What the command would do. Of a pause, nothing to any listing. */
export type PlannedCommand = {
  /** SKUs that would be reconciled. */
  readonly reconciled: number;
  readonly moves: readonly CommandedMove[];
};

/**
 * What the command would do to the channel's listings as they are now; writes nothing. `mode`: what of its pushes is sent
 * afterwards. A breaker that nobody confirms may hold back some of them.
 */
export async function planCommand(
  { skuStates, rules }: Pick<ChannelCommandPorts, 'skuStates' | 'rules'>,
  channel: ChannelId,
  command: ChannelCommand,
  mode: PushingMode,
): Promise<PlannedCommand> {
  const moves: CommandedMove[] = [];
  let reconciled = 0;
  if (command.kind === 'pause') {
    return { reconciled, moves };
  }
  for await (const state of skuStates(channel)) {
    const { due, urgent } = channelsToNotify(state, state, rules);
    reconciled += due.length + urgent.length > 0 ? 1 : 0;
    const exposure = currentExposure(state, rules);
    for (const listing of state.listings.filter((each) => each.channel === channel)) {
      const delta = dueOn(state, listing, exposure);
      if (delta !== 0 && isSent(mode, delta)) {
        const { shown } = listing;
        moves.push({ sku: state.sku, listing: listingId(listing), before: shown, after: shown + delta });
      }
    }
  }
  return { reconciled, moves };
}

function isSent(mode: PushingMode, delta: number): boolean {
  return mode === 'live' || (mode === 'lowerOnly' && delta < 0);
}

/** Events in one call of the bus. */
const EVENTS_PER_CALL = 10;

async function catchUp(
  { controls, skuStates, events, rules, clock }: ChannelCommandPorts,
  channel: ChannelId,
): Promise<number> {
  let requested = 0;
  let waiting: StockChanged[] = [];
  const emit = async () => {
    await events.emit(waiting, []);
    requested += waiting.length;
    waiting = [];
  };
  for await (const state of skuStates(channel)) {
    const channels = channelsToNotify(state, state, rules);
    if (channels.due.length + channels.urgent.length > 0) {
      waiting.push(stockChanged(state, channels, `${channel} catches up`, clock()));
    }
    if (waiting.length >= EVENTS_PER_CALL) {
      await emit();
    }
  }
  await emit();
  await controls.caughtUp(channel);
  return requested;
}
