import type { ExposureRules } from '../shared/domain/exposure.ts';
import type { ChannelId } from '../shared/domain/identifiers.ts';
import {
  bufferAgainst,
  expectedBeyondBuffer,
  expectedOversold,
  type SellingChannel,
} from '../shared/domain/oversell-law.ts';
import type { Lag, Strategy } from './market.ts';
import { partsOf, type Shift } from './purchases.ts';
import { channelIds, openShelf } from './shelf.ts';
import { batch } from './strategies/batch.ts';
import { blind } from './strategies/blind.ts';
import { type Proof, stockline } from './strategies/stockline.ts';

/** What is compared: two ways without Stockline, and its policies. */
export const POLICIES = ['cron', 'absolute', 'shared', 'buffer', 'endgame', 'escrow'] as const;
export type SimulatedPolicy = (typeof POLICIES)[number];

/** What a policy is held against. */
export type Setting = {
  readonly stock: number;
  readonly rate: number;
  /** How customers choose the channels, as weights. */
  readonly shares: readonly number[];
  /** How the ledger thinks that they do when the sale begins; absent: it knows. */
  readonly firstSplit?: readonly number[] | undefined;
  readonly shift?: Shift | undefined;
  readonly lagSeconds: number;
  readonly demand: number;
  readonly period: number;
  readonly buffer?: number | undefined;
  /** The chance of overselling that automatic figures take. */
  readonly risk: number;
  readonly proof: Proof;
};

/** How the policy keeps the channels of a sale. */
export function strategyOf(policy: SimulatedPolicy, setting: Setting): Strategy {
  const channels = channelIds(setting.shares.length);
  const shelf = openShelf({
    onHand: setting.stock,
    channels,
    rules: rulesOf(policy, channels, setting),
    knownParts: partsOf(setting.firstSplit ?? setting.shares),
    knownLag: setting.lagSeconds,
  });
  switch (policy) {
    case 'cron':
      return batch(shelf, setting.period);
    case 'absolute':
      return blind(shelf);
    case 'shared':
    case 'buffer':
    case 'endgame':
    case 'escrow':
      return stockline(shelf, setting.proof);
    default:
      return policy satisfies never;
  }
}

/**
 * Where the lag falls. Figures that are told at each sale are as late wherever it does; it passes before the ledger
 * hears of the sale, because one push of a listing waits for the answer of the one before, and with long pushes news
 * would be later than the lag says. Under escrow a unit moves by two pushes, which shall not be for nothing: half of
 * the lag passes before the ledger hears, half from each push to its answer.
 */
export function lagOf(policy: SimulatedPolicy, lagSeconds: number): Lag {
  return policy === 'escrow'
    ? { intake: lagSeconds / 2, push: lagSeconds / 2, answer: 0 }
    : { intake: lagSeconds, push: 0, answer: 0 };
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
    case 'endgame':
    case 'escrow':
      return 0;
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

function rulesOf(policy: SimulatedPolicy, channels: readonly ChannelId[], setting: Setting): ExposureRules {
  const buffer = policy === 'buffer' ? bufferOf(setting) : 0;
  return {
    policy: policy === 'endgame' || policy === 'escrow' ? policy : 'shared',
    safetyStock: 0,
    channels: Object.fromEntries(channels.map((channel) => [channel, { buffer }])),
    risk: setting.risk,
  };
}
