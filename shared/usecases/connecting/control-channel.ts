import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { Clock } from '../../ports/journal.ts';
import type { StockChanged, StockEvents } from '../../ports/posting.ts';
import type { ChannelControls } from '../../ports/push-gates.ts';
import type { SkuState } from '../../ports/sku-state.ts';

export type ChannelCommandPorts = {
  readonly controls: ChannelControls;
  /** Every SKU listed on the channel, as it is now. */
  shelves(channel: ChannelId): AsyncIterable<SkuState>;
  readonly events: StockEvents;
  readonly rules: ExposureRules;
  readonly clock: Clock;
};

/** What an operator wants of a channel; `why` is for whoever looks at it next. */
export type ChannelCommand =
  | { readonly kind: 'pause'; readonly by: string; readonly why: string }
  | { readonly kind: 'resume'; readonly confirm?: Surge | undefined }
  | { readonly kind: 'mode'; readonly mode: PushingMode };

/**
 * Does it to the channel; resolves with how many SKUs are looked at because of it. Whoever lets pushes go has every SKU
 * looked at that is behind, once each, however often it changed meanwhile: what was left while the channel was paused
 * left no message. The state is written first: what changes after that is looked at by its own event.
 *
 * If this fails half-way, `catchingUpSince` stays in the channel's state; doing it again is harmless.
 */
export async function controlChannel(
  ports: ChannelCommandPorts,
  channel: ChannelId,
  steering: ChannelCommand,
): Promise<number> {
  const { controls, clock } = ports;
  const at = clock().toISOString();
  switch (steering.kind) {
    case 'pause':
      await controls.pause(channel, { by: steering.by, at, why: steering.why });
      return 0;
    case 'resume':
      if (steering.confirm !== undefined) {
        await controls.confirm(channel, steering.confirm, at);
      }
      await controls.resume(channel, at);
      return catchUp(ports, channel);
    case 'mode':
      await controls.setMode(channel, steering.mode, at);
      return catchUp(ports, channel);
    default:
      return steering satisfies never;
  }
}

/** Events in one call of the bus. */
const AT_ONCE = 10;

async function catchUp(
  { controls, shelves, events, rules, clock }: ChannelCommandPorts,
  channel: ChannelId,
): Promise<number> {
  let looks = 0;
  let waiting: StockChanged[] = [];
  const emit = async () => {
    await events.emit(waiting, []);
    looks += waiting.length;
    waiting = [];
  };
  for await (const shelf of shelves(channel)) {
    const { due, urgent } = channelsToNotify(shelf, shelf, rules);
    if (due.length + urgent.length > 0) {
      const now = clock().toISOString();
      const figures = { sku: shelf.sku, seq: shelf.seq, available: available(totalStock(shelf.stock)) };
      waiting.push({ ...figures, due, urgent, cause: `${channel} catches up`, receivedAt: now, postedAt: now });
    }
    if (waiting.length >= AT_ONCE) {
      await emit();
    }
  }
  await emit();
  await controls.caughtUp(channel);
  return looks;
}
