// Carries out an operator's command on a channel: pause, resume, mode.
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
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
