// Lists the channels: what is pushed to each, how far behind it is, and when it last reported something.
import type { ChannelId } from '../../domain/identifiers.ts';
import { type ChannelState, circuitAt, type PushingMode, SURGES } from '../../domain/pushing/channel-state.ts';
import type { Clock } from '../../ports/journal.ts';
import type { ChannelStates } from '../../ports/pushing/gate-ports.ts';
import type { ChannelFigureReader, DelayFigures } from '../../ports/reading/channel-figures.ts';
import { pushingFindings } from '../diagnosing/diagnose-pushing.ts';

/** A channel of the deployment. `mode` as configured; absent where nothing is pushed to it. */
export type ListedChannel = { readonly id: ChannelId; readonly platform: string; readonly mode?: PushingMode };

export type ListChannelsPorts = {
  readonly channels: readonly ListedChannel[];
  readonly channelStates: Pick<ChannelStates, 'read'>;
  readonly figures: ChannelFigureReader;
  readonly clock: Clock;
};

/**
 * `none`: nothing is pushed to it. `paused`: somebody stopped it. `cutOff`: it did not answer, and is tried again. `heldBack`:
 * a breaker waits for an operator.
 */
export type ChannelPushing = PushingMode | 'none' | 'paused' | 'cutOff' | 'heldBack';

export type ChannelView = {
  readonly channel: ChannelId;
  readonly platform: string;
  readonly pushing: ChannelPushing;
  /** The same in sentences, each with the command that ends it, where there is one. */
  readonly findings: readonly { readonly says: string; readonly repair?: string }[];
  /** How long its pushes take, from the sale received to its answer. Null: nothing was pushed within a day. */
  readonly lag: DelayFigures | null;
  /** How late it reports its own sales: the platform's delay, which is not in `lag`. Null: it sold nothing within a day. */
  readonly reportDelay: DelayFigures | null;
  readonly soldPerMinute: number;
  readonly receivedPerMinute: number;
  readonly lastReceivedAt: string | null;
  readonly sweptTo: string | null;
  readonly comparedAt: string | null;
};

/** Every channel in the order of the configuration. Figures that cannot be read are null: the states are listed all the same. */
export async function listChannels({ channels, channelStates, figures, clock }: ListChannelsPorts): Promise<{
  readonly channels: readonly ChannelView[];
}> {
  const measured = await figures.figures(channels.map(({ id }) => id)).catch(() => undefined);
  const views = await Promise.all(
    channels.map(async ({ id, platform, mode }): Promise<ChannelView> => {
      const marks = await figures.marks(id);
      const state = mode === undefined ? undefined : { mode, ...(await channelStates.read(id)) };
      const known = measured?.get(id);
      return {
        channel: id,
        platform,
        pushing: pushingOf(state, clock()),
        findings: state === undefined ? [] : findingsOf(id, state, clock()),
        lag: known?.lag ?? null,
        reportDelay: known?.reportDelay ?? null,
        soldPerMinute: known?.soldPerMinute ?? 0,
        receivedPerMinute: known?.receivedPerMinute ?? 0,
        lastReceivedAt: known?.lastReceivedAt ?? null,
        sweptTo: marks.sweptTo ?? null,
        comparedAt: marks.comparedAt ?? null,
      };
    }),
  );
  return { channels: views };
}

function findingsOf(id: ChannelId, state: ChannelState, now: Date): ChannelView['findings'] {
  return pushingFindings(id, state, now)
    .filter((finding) => finding.state !== 'well')
    .map(({ says, repair }) => ({ says, ...(repair !== undefined && { repair }) }));
}

function pushingOf(state: ChannelState | undefined, now: Date): ChannelPushing {
  if (state === undefined) {
    return 'none';
  }
  if (state.paused !== undefined) {
    return 'paused';
  }
  if (circuitAt(state.circuit, now) !== 'closed') {
    return 'cutOff';
  }
  return SURGES.some((surge) => state.breakers[surge].trippedAt !== undefined) ? 'heldBack' : (state.mode ?? 'live');
}
