/** The typed shape of stockline.config.ts: what a merchant decides before deploying. */

import * as v from 'valibot';
import { alertsSetting } from './alerts-config.ts';
import { CHANNEL_SCHEMAS, locationId, type PosChannel } from './channel-config.ts';
import type { ExposureRules } from './domain/exposure/exposure.ts';
import type { LocationId } from './domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from './domain/listing/deduction.ts';
import { daysSetting, policySetting, riskSetting, units } from './exposure-settings.ts';
import { stockWorkProblems } from './stock-work-config.ts';

const LOCATIONS_MAX = 500;

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
  /** You are alerted when a SKU has this many units or fewer, and when it is out (`alerts`). */
  lowAt: v.optional(units),
  /** The same, at what it sells in so many days. */
  lowDays: v.optional(daysSetting),
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

/** CloudWatch sends alarms to standard topics only (Amazon CloudWatch user guide, “Notifying users on alarm changes”, 2026-11). */
const TOPIC_ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

const config = v.pipe(
  v.strictObject({
    // A posting writes the stock of all locations of its SKU, and a push reads it (docs/operate.md, "How large …").
    locations: v.pipe(
      v.array(locationId),
      v.minLength(1),
      v.maxLength(LOCATIONS_MAX, `use at most ${LOCATIONS_MAX} locations in one deployment`),
    ),
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
    /** Who is alerted when a SKU is low, out, or back (`exposure.lowAt`, `lowDays`, or a policy's). */
    alerts: v.optional(alertsSetting),
    /** Where alarms are mailed. AWS sends a mail there that must be confirmed. `npm run deploy` asks where neither is given. */
    alarmEmail: v.optional(v.pipe(v.string(), v.email())),
    /** Or a topic of your own that alarms are sent to. Its policy lets cloudwatch.amazonaws.com publish. */
    alarmTopicArn: v.optional(v.pipe(v.string(), v.regex(TOPIC_ARN, 'give the ARN of an SNS topic, not a FIFO one'))),
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

/** Sources of movements that are no channel, the stock API and the operator's command line, and secrets that are of none. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['api', 'operator', 'alerts']);

function contradictions(value: StocklineConfig): string[] {
  const problems: string[] = [];
  const ids = value.channels.map((channel) => channel.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) {
    problems.push(`Two channels are called “${id}”: each channel needs an id of its own.`);
  }
  for (const id of ids.filter((each) => RESERVED_IDS.has(each))) {
    problems.push(`A channel cannot be called “${id}”: Stockline uses the name itself.`);
  }
  for (const channel of value.channels) {
    for (const location of drawnLocations(channel)) {
      if (!value.locations.includes(location)) {
        problems.push(`Channel “${channel.id}” draws on location “${location}”, which is not among locations.`);
      }
    }
  }
  if (value.alarmEmail !== undefined && value.alarmTopicArn !== undefined) {
    problems.push('Give alarmEmail or alarmTopicArn, not both: subscribe the address to the topic.');
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
