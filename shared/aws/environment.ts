import * as v from 'valibot';
import { type ChannelConfig, parseServedChannels } from '../config.ts';
import type { ExposureRules } from '../domain/exposure.ts';

/** What the stack tells a function through its environment. Read once per process, at start. */
export function environmentText(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`Environment variable ${name} is not set: deploy the function with its stack.`);
  }
  return value;
}

/** The channels this function serves, from CHANNELS. */
export function servedChannels(): readonly ChannelConfig[] {
  return parseServedChannels(JSON.parse(environmentText('CHANNELS')));
}

/** The one channel of that platform this function serves. */
export function servedChannel<Platform extends ChannelConfig['platform']>(
  platform: Platform,
): Extract<ChannelConfig, { platform: Platform }> {
  const channel = servedChannels().find((each) => isOf(each, platform));
  if (channel === undefined || !isOf(channel, platform)) {
    throw new Error(`CHANNELS names no ${platform} channel: deploy the function with its stack.`);
  }
  return channel;
}

const exposure = v.object({
  policy: v.literal('shared'),
  safetyStock: v.number(),
  channels: v.record(v.string(), v.object({ buffer: v.number(), cap: v.optional(v.number()) })),
});

/** The merchant's exposure rules, from EXPOSURE. */
export function exposureRules(): ExposureRules {
  return v.parse(exposure, JSON.parse(environmentText('EXPOSURE')));
}

/** The ledger's locations, from LOCATIONS. */
export function ledgerLocations(): readonly string[] {
  return v.parse(v.array(v.string()), JSON.parse(environmentText('LOCATIONS')));
}

/** The name of the secret that holds a channel's credentials. */
export function secretName(channel: string): string {
  return `${environmentText('SECRET_PREFIX')}${channel}`;
}

function isOf<Platform extends ChannelConfig['platform']>(
  channel: ChannelConfig,
  platform: Platform,
): channel is Extract<ChannelConfig, { platform: Platform }> {
  return channel.platform === platform;
}
