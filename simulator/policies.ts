import type { ExposureRules } from '../shared/domain/exposure.ts';
import type { ChannelId } from '../shared/domain/identifiers.ts';
import {
  bufferAgainst,
  expectedBeyondBuffer,
  expectedOversold,
  type SellingChannel,
} from '../shared/domain/oversell-law.ts';
import type { Strategy } from './market.ts';
import { partsOf } from './purchases.ts';
import { channelIds, openShelf } from './shelf.ts';
import { batch } from './strategies/batch.ts';
import { blind } from './strategies/blind.ts';
import { stockline } from './strategies/stockline.ts';

/** What is compared: two ways without Stockline, and its policies. */
export const POLICIES = ['cron', 'absolute', 'shared', 'buffer'] as const;
export type SimulatedPolicy = (typeof POLICIES)[number];

/** What a policy is held against. */
export type Setting = {
  readonly stock: number;
  readonly rate: number;
  readonly shares: readonly number[];
  readonly lagSeconds: number;
  readonly demand: number;
  readonly period: number;
  readonly buffer?: number;
  readonly risk: number;
};

/** How the policy keeps the channels of a sale. */
export function strategyOf(policy: SimulatedPolicy, setting: Setting): Strategy {
  const channels = channelIds(setting.shares.length);
  const shelf = openShelf(
    setting.stock,
    channels,
    rulesOf(channels, policy === 'buffer' ? bufferOf(setting) : 0, setting),
  );
  switch (policy) {
    case 'cron':
      return batch(shelf, setting.period);
    case 'absolute':
      return blind(shelf);
    case 'shared':
    case 'buffer':
      return stockline(shelf);
    default:
      return policy satisfies never;
  }
}

/** What the closed form says the policy oversells in the mean. */
export function predictedOversold(policy: SimulatedPolicy, setting: Setting): number {
  const channels = sellingChannels(setting);
  switch (policy) {
    case 'cron':
      return expectedOversold(channels, { kind: 'batch', periodSeconds: setting.period }, setting);
    case 'absolute':
      return expectedOversold(channels, { kind: 'absolute' }, setting);
    case 'shared':
      return expectedOversold(channels, { kind: 'delta' }, setting);
    case 'buffer':
      return expectedBeyondBuffer(expectedOversold(channels, { kind: 'delta' }, setting), bufferOf(setting));
    default:
      return policy satisfies never;
  }
}

/** Units withheld from each channel: as given, or as many as the law calls for at the given risk. */
function bufferOf(setting: Setting): number {
  return (
    setting.buffer ??
    bufferAgainst(expectedOversold(sellingChannels(setting), { kind: 'delta' }, setting), setting.risk)
  );
}

function sellingChannels({ shares, rate, lagSeconds }: Setting): readonly SellingChannel[] {
  return partsOf(shares).map((part) => ({ ratePerSecond: rate * part, lagSeconds }));
}

function rulesOf(channels: readonly ChannelId[], buffer: number, { risk }: Setting): ExposureRules {
  return {
    policy: 'shared',
    safetyStock: 0,
    channels: Object.fromEntries(channels.map((channel) => [channel, { buffer }])),
    risk,
  };
}
