/** Finds the platform of a configured channel. */

import type { ChannelConfig, SellingChannel, StocklineConfig } from '../config.ts';
import type { Platform } from './platform.ts';
import type { PlatformFacts, SellingFacts } from './platform-facts.ts';
import { type ChannelOf, PLATFORMS, type PlatformName } from './platforms.ts';

export function factsOf({ platform }: Pick<ChannelConfig, 'platform'>): PlatformFacts {
  return PLATFORMS[platform].facts;
}

/** What the channel's platform can do. Throws where it shows no quantities: such a channel is no selling channel. */
export function sellingFactsOf(channel: SellingChannel): SellingFacts {
  const { displayName, selling } = factsOf(channel);
  if (selling === undefined) {
    throw new Error(`${channel.id} is of ${displayName}, which shows no quantities.`);
  }
  return selling;
}

/** Loads the code of the channel's platform. */
export function platformOf<Name extends PlatformName>({
  platform,
}: {
  readonly platform: Name;
}): Promise<Platform<ChannelOf<Name>>> {
  return PLATFORMS[platform].load();
}

/** The channels that show quantities to customers, in the order of the configuration. */
export function sellingChannels({ channels }: Pick<StocklineConfig, 'channels'>): readonly SellingChannel[] {
  return channels.filter((channel): channel is SellingChannel => factsOf(channel).selling !== undefined);
}

/** All channels as people call them. `places`: where listings may be; `mode` as configured, absent where nothing is pushed. */
export function channelsToList({ channels }: Pick<StocklineConfig, 'channels'>) {
  return channels.map((channel) => {
    const { displayName, selling } = factsOf(channel);
    const mode = ('mode' in channel ? channel.mode : undefined) ?? 'live';
    const places = 'locations' in channel ? Object.keys(channel.locations) : ['-'];
    return { id: channel.id, platform: displayName, places, ...(selling !== undefined && { mode }) };
  });
}
