/** The strategies and closed forms of every policy that the simulator compares. */
import type { Buffer, ExposureRules, Policy } from '../../shared/domain/exposure/exposure.ts';
import { expectedBeyondBuffer, expectedOversold, type RateAndLag } from '../../shared/domain/exposure/oversell-law.ts';
import { unitsAtRisk } from '../../shared/domain/exposure/poisson.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import type { Lag, Strategy } from '../market/market.ts';
import { partsOf, type Shift } from '../market/purchases.ts';
import { batch } from './batch.ts';
import { blind } from './blind.ts';
import { withBundle } from './bundle.ts';
import { channelIds, openingState, type SkuState } from './sku-state.ts';
import { stockline } from './stockline.ts';
import { stocklineWithBundle } from './stockline-with-bundle.ts';
import type { Channels, Proof, Takes } from './takes.ts';

/** The ways that are compared: two without Stockline, and its policies. */
export const POLICIES = ['cron', 'absolute', 'shared', 'buffer', 'endgame', 'escrow'] as const;
export type SimulatedPolicy = (typeof POLICIES)[number];

/** How news travels, and what a policy is given. */
export type Terms = {
  readonly lagSeconds: number;
  /** Between two runs of the batch job, in seconds. */
  readonly period: number;
  /** Withheld from each channel by policy buffer. */
  readonly buffer?: number | undefined;
  /** The chance of overselling that automatic figures take. */
  readonly risk: number;
  /** How channels prove what they show, where none are named. */
  readonly proof: Proof;
  /** The platforms that the channels are of; absent: all are the same, and prove as `proof` says. */
  readonly channels?: readonly Platform[] | undefined;
  /** The most that Amazon takes to show a figure that it has accepted, in seconds. */
  readonly apply?: number | undefined;
  /** How long the product lets it take: its `settleSeconds`. */
  readonly settle?: number | undefined;
  /** What happens beside the sale; absent: nothing. */
  readonly beside?: BesideSale | undefined;
};

/** What happens beside a simulated sale. Stockline's policies alone know what to do about it. */
export type BesideSale = {
  /** Checkouts a second that ask to hold a unit; absent: none. */
  readonly holds?: number;
  /** Places that the units lie at; absent: one. */
  readonly locations?: number;
  readonly leaving?: { readonly channel: number; readonly at: number };
  readonly change?: { readonly policy: Policy; readonly at: number };
  /** A bundle of so many units on every channel, and how many customers a second want one. */
  readonly bundle?: { readonly units: number; readonly rate: number };
};

/** The policies that know of what happens beside a sale. */
export const STOCKLINE_POLICIES = [
  'shared',
  'buffer',
  'endgame',
  'escrow',
] as const satisfies readonly SimulatedPolicy[];

/** The platforms whose ways of taking quantities are simulated. */
export const PLATFORMS = ['shopify', 'amazon', 'square', 'direct'] as const;
export type Platform = (typeof PLATFORMS)[number];
const TAKES: Readonly<Record<Platform, Takes>> = {
  shopify: 'compare-and-swap',
  amazon: 'figure',
  square: 'resulting-count',
  // A shop that takes differences; one that takes figures is as Amazon.
  direct: 'resulting-count',
};

/** Where nothing else is said of Amazon. Its processing time is not documented. */
export const APPLY_SECONDS = 10;
export const SETTLE_SECONDS = SETTLE_MS_DEFAULT / 1_000;

/** The figures that a policy is compared with. */
export type Setting = Terms & {
  readonly stock: number;
  readonly rate: number;
  /** How customers choose the channels, as weights. */
  readonly shares: readonly number[];
  /** How the ledger thinks that they do when the sale begins; absent: it knows. */
  readonly firstSplit?: readonly number[] | undefined;
  readonly shift?: Shift | undefined;
  readonly demand: number;
};

/** The strategy of the policy in a simulated sale. */
export function strategyOf(policy: SimulatedPolicy, setting: Setting): Strategy {
  const { stock, shares, firstSplit = shares } = setting;
  return strategyFor(policy, stock, partsOf(firstSplit), { ...setting, buffers: buffersOf(setting) });
}

/** The strategy of the policy in a sale of `onHand` units, when the ledger knows each channel's part of the demand. */
export function strategyFor(
  policy: SimulatedPolicy,
  onHand: number,
  knownParts: readonly number[],
  terms: Omit<Terms, 'buffer'> & { readonly buffers: readonly Buffer[] },
): Strategy {
  const channels = channelIds(knownParts.length);
  const rules = rulesOf(policy, channels, terms);
  const takes = takesOf(terms, knownParts.length);
  const { lagSeconds: knownLag, settle: settleSeconds = SETTLE_SECONDS } = terms;
  const acceptFigures = takes.map((each) => each === 'figure');
  const settleMs = settleSeconds * 1_000;
  const { locations: places = 1, change, bundle } = terms.beside ?? {};
  const state = openingState({ onHand, channels, rules, knownParts, knownLag, acceptFigures, settleMs, places });
  switch (policy) {
    case 'cron':
      return batch(state, terms.period);
    case 'absolute':
      return blind(state);
    case 'shared':
    case 'buffer':
    case 'endgame':
    case 'escrow':
      return withListedBundle(state, { takes, settleSeconds, willMoveUnits: change?.policy === 'escrow' }, bundle);
    default:
      return policy satisfies never;
  }
}

function withListedBundle(state: SkuState, channels: Channels, bundle: BesideSale['bundle']): Strategy {
  return bundle === undefined
    ? stockline(state, channels)
    : stocklineWithBundle(withBundle(state, bundle.units), channels, bundle.units);
}

/** A push waits for its event, its queue and its function; a reading right after it is one call, as bench/aws/latencies.ts takes it. */
const READ_SECONDS_MAX = 0.2;

/**
 * Which part of the way takes the lag. For figures that are pushed at each sale it makes no difference, so all of it
 * passes before the ledger has the sale: a push waits for the answer of the push before, and with slow pushes channels
 * would be later than the lag says. Where units are divided a unit moves by two pushes, which must cost time: half of the lag passes
 * before the ledger has the sale, half from each push to its answer.
 */
export function lagOf({ movesUnits }: Strategy, { lagSeconds, channels, apply = APPLY_SECONDS }: Terms): Lag {
  const way = movesUnits
    ? { intake: lagSeconds / 2, push: lagSeconds / 2, answer: 0, read: Math.min(READ_SECONDS_MAX, lagSeconds / 2) }
    : { intake: lagSeconds, push: 0, answer: 0 };
  const late = channels?.map((each) => (TAKES[each] === 'figure' ? apply : 0));
  // The storefronts of a bundle come after those of the SKU, on the same channels.
  return { ...way, ...(late && { apply: [...late, ...late] }) };
}

/** How each of so many channels takes quantities. */
function takesOf({ channels, proof }: Pick<Terms, 'channels' | 'proof'>, count: number): readonly Takes[] {
  return channels === undefined ? Array.from({ length: count }, () => proof) : channels.map((each) => TAKES[each]);
}

/**
 * What the closed form says the policy oversells in the mean. NaN where channels apply figures late, and where something happens
 * beside the sale: no law here knows of that.
 */
export function predictedOversold(policy: SimulatedPolicy, setting: Setting): number {
  const channels = sellingChannels(setting);
  const isLate = policy !== 'escrow' && setting.channels?.some((each) => TAKES[each] === 'figure');
  if (isLate || setting.beside !== undefined) {
    return Number.NaN;
  }
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
      return endgameOversold(channels, setting);
    case 'escrow':
      return 0;
    default:
      return policy satisfies never;
  }
}

/**
 * Units beyond the threshold that sell while the other channels are lowered, and on the finishing channel until it is
 * lowered for those. The rate, and with it the threshold, is known when the sale begins.
 */
function endgameOversold(channels: readonly RateAndLag[], { rate, lagSeconds, risk }: Setting): number {
  const finisher = Math.max(...channels.map(({ ratePerSecond }) => ratePerSecond));
  const meanwhile = (rate + finisher) * lagSeconds;
  return channels.length < 2 ? 0 : expectedBeyondBuffer(meanwhile, unitsAtRisk(meanwhile, risk));
}

/** Units withheld from each channel: as given, or as many as the law calls for at the given risk. */
function bufferOf(setting: Setting): number {
  const unguarded = expectedOversold(sellingChannels(setting), { kind: 'delta' }, setting);
  return setting.buffer ?? unitsAtRisk(unguarded, setting.risk);
}

/** The same for each channel. One that accepts figures shows them within the settle time, and puts unreported sales of its own back. */
function buffersOf(setting: Setting): readonly number[] {
  const { buffer, rate, lagSeconds, settle = SETTLE_SECONDS, risk, shares } = setting;
  return takesOf(setting, shares.length).map((takes) =>
    takes === 'figure' ? (buffer ?? unitsAtRisk(rate * (lagSeconds + settle), risk)) : bufferOf(setting),
  );
}

function sellingChannels({ shares, rate, lagSeconds }: Setting): readonly RateAndLag[] {
  return partsOf(shares).map((part) => ({ ratePerSecond: rate * part, lagSeconds }));
}

function rulesOf(
  policy: SimulatedPolicy,
  channels: readonly ChannelId[],
  { buffers, risk }: { readonly buffers: readonly Buffer[]; readonly risk: number },
): ExposureRules {
  return {
    policy: policy === 'endgame' || policy === 'escrow' ? policy : 'shared',
    safetyStock: 0,
    channels: Object.fromEntries(
      channels.map((channel, index) => [channel, { buffer: policy === 'buffer' ? (buffers[index] ?? 0) : 0 }]),
    ),
    risk,
  };
}
