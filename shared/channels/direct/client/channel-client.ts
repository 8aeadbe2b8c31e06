/** Pushes quantities to a shop that speaks the channel protocol, and reads them. */

import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../ports/channel/channel.ts';
import { NotListedError } from '../../../ports/channel/not-listed.ts';
import { capabilitiesOf } from '../../capabilities.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { DIRECT_CAPABILITIES } from '../capabilities.ts';
import { directCatalogue } from '../catalogue.ts';
import type { DirectCredentials } from '../connecting/credentials.ts';
import { createDirectApi, shortened } from './api.ts';
import { readFigures, shownUnits } from './figures.ts';

export type DirectClientOptions = {
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
};

/** Source: `PushAnswer` of docs/channel-protocol.json, version 1. */
export const pushAnswer = v.variant('result', [
  v.object({ result: v.literal('applied'), shows: shownUnits }),
  v.object({ result: v.literal('accepted') }),
  v.object({ result: v.literal('stale') }),
  v.object({ result: v.literal('refused'), reason: v.string() }),
]);

/**
 * A direct channel to push to: by differences, each answered with the figure that results, so that a lowering is proven at once;
 * or, where the configuration says `takes: 'figures'`, by figures that it accepts and shows later.
 */
export function createDirectClient(
  channel: DirectChannel,
  credentials: DirectCredentials,
  { timeoutMs }: DirectClientOptions = {},
): ChannelClient {
  const api = createDirectApi(channel, credentials, timeoutMs);
  const { pushMode, comparesPushes } = capabilitiesOf(DIRECT_CAPABILITIES, channel);
  return {
    channel: channel.id,
    pushMode,
    comparesPushes,
    async push(push): Promise<PushAnswer> {
      const answer = await api.ask('push', pushOf(push), pushAnswer);
      if (answer.kind !== 'done') {
        return answer;
      }
      const { value } = answer;
      switch (value.result) {
        case 'applied':
          // A shop that shows a figure later proves nothing by it: only a reading does.
          return { kind: 'applied', ...(pushMode === 'difference' && { nowShows: value.shows }) };
        case 'accepted':
          return { kind: 'applied' };
        case 'stale':
          return { kind: 'stale' };
        case 'refused':
          return {
            kind: 'refused',
            reason: `The direct channel ${channel.id} refused it: ${shortened(value.reason)}`,
          };
        default:
          return value satisfies never;
      }
    },
    async readQuantity(listing) {
      const [read] = await readFigures(channel, api, [listing], SINGLE_READ_TRIES);
      if (read?.kind !== 'shows') {
        throw new NotListedError(read?.reason ?? `${channel.id} was not read.`);
      }
      return read.units;
    },
    readQuantities: (listings) => readFigures(channel, api, listings, SINGLE_READ_TRIES),
    catalogue: (leftOut, setAside) => directCatalogue(channel, api, leftOut, setAside),
  };
}

/**
 * A raise is compared with what was read right before it (`ifShown`), so that a unit that is put back in between is not added
 * twice. A lowering is compared with nothing: it must reach a shop that has sold meanwhile.
 */
function pushOf({ listing, intent, idempotencyKey: key }: ChannelPush): object {
  const named = {
    key,
    sku: listing.name ?? listing.sku,
    listing: listing.externalId,
    location: listing.channelLocation,
  };
  if (intent.kind === 'absolute') {
    return { ...named, figure: Math.max(0, intent.target) };
  }
  const ifShown = intent.delta > 0 ? intent.changeFrom : null;
  return { ...named, change: intent.delta, ifShown };
}
