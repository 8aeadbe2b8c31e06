/** Reads and parses the environment that the stack gives a function. */
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import { type ChannelId, type LocationId, parseChannelId, parseLocationId } from '../../domain/identifiers.ts';
import type { BreakerLimits } from '../../domain/pushing/surge.ts';
import { exposureRulesSchema } from '../../exposure-settings.ts';

/** What the stack gives a function in its environment. Read once per process, at start. */
export function environmentText(name: string): string {
  const value = process.env[name] ?? settingsFile()[name];
  if (value === undefined || value === '') {
    throw new Error(`Environment variable ${name} is not set: deploy the function with its stack.`);
  }
  return value;
}

let settings: Readonly<Record<string, string>> | undefined;

/**
 * The settings beside the code, where the stack put those that the environment has no room for (4 KB, Lambda quotas
 * 2026-11). Empty, where there is no such file.
 */
function settingsFile(): Readonly<Record<string, string>> {
  const file = new URL('settings.json', import.meta.url);
  settings ??= existsSync(file)
    ? v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync(file, 'utf8')))
    : {};
  return settings;
}

/** The channels that this function serves, from CHANNELS: all are of one platform. Throws when there is none. */
export function servedChannels<Channel>(platform: v.GenericSchema<unknown, Channel>): readonly [Channel, ...Channel[]] {
  const [first, ...others] = v
    .parse(v.array(v.record(v.string(), v.unknown())), JSON.parse(environmentText('CHANNELS')))
    .map((channel) => v.parse(platform, withWebhookUrl(channel)));
  if (first === undefined) {
    throw new Error('CHANNELS names no channel: deploy the function with its stack.');
  }
  return [first, ...others];
}

/** The address of its webhooks, from WEBHOOK_URL, for a function whose platform signs it and whose merchant gave none. */
function withWebhookUrl(channel: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const webhookUrl = process.env['WEBHOOK_URL'];
  return webhookUrl === undefined ? channel : { webhookUrl, ...channel };
}

/** The merchant's exposure rules, from EXPOSURE. */
export function exposureRules(): ExposureRules {
  return v.parse(exposureRulesSchema, JSON.parse(environmentText('EXPOSURE')));
}

/** When the mass breakers trip, from BREAKER. */
export function breakerLimits(): BreakerLimits {
  const limits = v.object({
    zeroListings: v.number(),
    raiseListings: v.number(),
    adoptListings: v.number(),
    withinSeconds: v.number(),
  });
  return v.parse(limits, JSON.parse(environmentText('BREAKER')));
}

/** The ledger's locations, from LOCATIONS. */
export function ledgerLocations(): readonly LocationId[] {
  return texts('LOCATIONS').map(parseLocationId);
}

/** The ids of all channels, from CHANNEL_IDS: of functions that serve none of them. */
export function channelIds(): readonly ChannelId[] {
  return texts('CHANNEL_IDS').map(parseChannelId);
}

function texts(variable: string): readonly string[] {
  return v.parse(v.array(v.string()), JSON.parse(environmentText(variable)));
}

const listedChannel = v.object({
  id: v.pipe(v.string(), v.transform(parseChannelId)),
  platform: v.string(),
  places: v.array(v.string()),
  mode: v.exactOptional(v.picklist(['live', 'lowerOnly', 'shadow'])),
});

/** All channels as people call them, from LISTED_CHANNELS; `places`: where its listings may be; `mode` as configured, absent where nothing is pushed. */
export function listedChannels(): readonly v.InferOutput<typeof listedChannel>[] {
  return v.parse(v.array(listedChannel), JSON.parse(environmentText('LISTED_CHANNELS')));
}

/** The queue of orders to read, for each channel whose orders can be read; from ORDERS_TO_READ. */
export function ordersToRead(): ReadonlyMap<string, string> {
  return queueUrls('ORDERS_TO_READ');
}

/** Where checks of each channel's listings are queued, from CHECKS. */
export function checkQueues(): ReadonlyMap<string, string> {
  return queueUrls('CHECKS');
}

/** How long a channel may take to show a pushed quantity, in milliseconds, from SETTLE_SECONDS. */
export function settleMs(): number {
  return 1_000 * v.parse(v.pipe(v.string(), v.toNumber(), v.integer()), environmentText('SETTLE_SECONDS'));
}

/** The name of the secret that holds a channel's credentials. */
export function secretName(channel: string): string {
  return `${environmentText('SECRET_PREFIX')}${channel}`;
}

/** The names of one kind of queue: one for each channel, or one pattern with `*` for the channel's id. */
const queueNames = v.object({
  names: v.record(v.string(), v.string()),
  alike: v.array(v.object({ pattern: v.string(), channels: v.array(v.string()) })),
});

/** Queues by channel: the variable has their names, which take less room, and another queue's URL has the rest. */
function queueUrls(variable: string): ReadonlyMap<string, string> {
  const { names: single, alike } = v.parse(queueNames, JSON.parse(environmentText(variable)));
  const named = alike.flatMap(({ pattern, channels }) => channels.map((id) => [id, pattern.replace('*', id)] as const));
  const sibling = process.env['OBSERVATIONS_QUEUE_URL'] ?? process.env['PUSH_QUEUE_URL'] ?? '';
  const account = sibling.slice(0, sibling.lastIndexOf('/') + 1);
  return new Map([...Object.entries(single), ...named].map(([channel, name]) => [channel, `${account}${name}`]));
}
