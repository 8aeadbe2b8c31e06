/** The typed shape of stockline.config.ts: what a merchant decides before deploying. */

import * as v from 'valibot';
import { CHANNEL_SCHEMAS, locationId, type PosChannel } from './channel-config.ts';
import type { ExposureRules } from './domain/exposure/exposure.ts';
import type { LocationId } from './domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from './domain/listing/deduction.ts';
import { policySetting, riskSetting, units } from './exposure-settings.ts';
import { stockWorkProblems } from './stock-work-config.ts';

const exposure = v.strictObject({
  /**
   * How the last units are offered: `shared` on every channel; `endgame` on one channel only; `escrow` as shares that
   * never add up to more than is available.
   */
  policy: v.optional(policySetting, 'shared'),
  /** Units of each SKU withheld from every channel. */
  safetyStock: v.optional(units, 0),
  /** The accepted chance that a sale-out oversells: automatic buffers and the endgame's threshold follow from it. */
  risk: v.optional(riskSetting, 1e-4),
  /** A push that lowers a listing to this many units or fewer overtakes all others of its channel. */
  urgentAt: v.optional(units, 5),
  /** The endgame begins at this many units. Default: computed from demand and lag. */
  endgameAt: v.optional(units),
});

const channels = v.pipe(v.array(v.variant('platform', CHANNEL_SCHEMAS)), v.minLength(1));

/** When more listings of one channel than this go to zero, or are raised, without a sale, an operator must confirm it. */
const breaker = v.strictObject({
  zeroListings: v.optional(units, 25),
  raiseListings: v.optional(units, 100),
  /** The same for differences that would be taken into the stock (`onDrift: 'adopt'`). */
  adoptListings: v.optional(units, 25),
  withinSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 600),
});

const config = v.pipe(
  v.strictObject({
    locations: v.pipe(v.array(locationId), v.minLength(1)),
    exposure: v.optional(exposure, {}),
    channels,
    breaker: v.optional(breaker, {}),
    /**
     * The settle time: how long a channel may take to show a pushed quantity, and a sale to reach us. Only a difference that
     * lasts longer is drift. With too short a time, sales on their way to us look like edits.
     */
    settleSeconds: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(900)),
      SETTLE_MS_DEFAULT / 1_000,
    ),
    /** Minutes between two sweeps of a channel, which find the orders whose messages were lost. */
    sweepMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(240)), 15),
    /** Days that logs are kept. */
    logRetentionDays: v.optional(v.picklist([7, 14, 30, 60, 90, 180, 365]), 30),
    /** Where alarms are sent, if anywhere. */
    alarmEmail: v.optional(v.pipe(v.string(), v.email())),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) {
      return;
    }
    for (const problem of contradictions(dataset.value)) {
      addIssue({ message: problem });
    }
  }),
);

export type StocklineConfig = v.InferOutput<typeof config>;
/** What `stockline.config.ts` exports: the same, with defaults left out. */
export type StocklineConfigInput = v.InferInput<typeof config>;
export type ChannelConfig = StocklineConfig['channels'][number];
/** A channel that shows quantities to customers: a POS or 3PL feed shows none. */
export type SellingChannel = Exclude<ChannelConfig, PosChannel>;

/** Parses a configuration or throws an Error whose message names each wrong field and why. */
export function parseConfig(input: unknown): StocklineConfig {
  const result = v.safeParse(config, input);
  if (!result.success) {
    const problems = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? 'config'}: ${issue.message}`);
    throw new Error(`stockline.config.ts is not usable:\n${problems.join('\n')}`);
  }
  return result.output;
}

/** The exposure rules of the configuration, complete: commands compute with them, and the stack passes them to functions. */
export function configuredRules({ exposure: whole, channels: all }: StocklineConfig): ExposureRules {
  const ofChannels = all.flatMap((channel) => {
    if (!('buffer' in channel)) {
      return [];
    }
    const { id, buffer, cap } = channel;
    return [[id, { buffer, ...(cap !== undefined && { cap }) }] as const];
  });
  return { ...whole, channels: Object.fromEntries(ofChannels) };
}

/** Gives `stockline.config.ts` its type; returns its argument. */
export function defineConfig(input: StocklineConfigInput): StocklineConfigInput {
  return input;
}

/** Sources of movements that are no channel: the stock API and the operator's command line. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['api', 'operator']);

function contradictions(value: StocklineConfig): string[] {
  const problems: string[] = [];
  const ids = value.channels.map((channel) => channel.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) {
    problems.push(`Two channels are called “${id}”: each channel needs an id of its own.`);
  }
  for (const id of ids.filter((each) => RESERVED_IDS.has(each))) {
    problems.push(`A channel cannot be called “${id}”: the ledger uses the name itself.`);
  }
  for (const channel of value.channels) {
    for (const location of drawnLocations(channel)) {
      if (!value.locations.includes(location)) {
        problems.push(`Channel “${channel.id}” draws on location “${location}”, which is not among locations.`);
      }
    }
  }
  return [...problems, ...stockWorkProblems(value.channels)];
}

/** Our locations that a channel draws on: none, where it shows no quantities. */
function drawnLocations(channel: ChannelConfig): readonly LocationId[] {
  if ('drawsOn' in channel) {
    return channel.drawsOn;
  }
  return 'locations' in channel ? Object.values(channel.locations).flat() : [];
}
