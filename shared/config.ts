import * as v from 'valibot';
import { type ChannelId, type LocationId, parseChannelId, parseLocationId } from './domain/identifiers.ts';
import { messageOf } from './message-of.ts';

/** The credentials of channel `shopify` are the secret `stockline/shopify`. */
export const SECRET_PREFIX = 'stockline/';

/** The typed shape of `stockline.config.ts`: what a merchant decides before deploying. */
const channelId = v.pipe(v.string(), v.rawTransform(identifier(parseChannelId)));
const locationId = v.pipe(v.string(), v.rawTransform(identifier(parseLocationId)));
const units = v.pipe(v.number(), v.integer(), v.minValue(0));

const exposure = v.strictObject({
  /**
   * How the last units are offered: `shared` on every channel; `endgame` on one channel only; `escrow` as shares that
   * never add up to more than there is.
   */
  policy: v.optional(v.picklist(['shared', 'endgame', 'escrow']), 'shared'),
  /** Units of each SKU withheld from every channel. */
  safetyStock: v.optional(units, 0),
  /** The chance taken that a sale-out oversells: automatic buffers and the endgame's beginning are computed for it. */
  risk: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 1e-4),
  /** A push that lowers a listing to so many units or fewer overtakes all others of its channel. */
  urgentAt: v.optional(units, 5),
  /** The endgame begins at so many units. Default: computed from demand and lag. */
  endgameAt: v.optional(units),
});

const pushingRules = {
  /**
   * What of its pushes is sent: all (`live`, the default); only those that lower (`lowerOnly`); none, they are computed
   * and logged (`shadow`). `stockline mode` changes it without deploying.
   */
  mode: v.optional(v.picklist(['live', 'lowerOnly', 'shadow'])),
  /** Pushes a second that the account takes, where that is more than the least that the platform grants. */
  pushesPerSecond: v.optional(v.pipe(v.number(), v.gtValue(0))),
};

const listingRules = {
  ...pushingRules,
  /** Units withheld from this channel only; `auto`: as many as its lag costs at the present demand. */
  buffer: v.optional(v.union([units, v.literal('auto')]), 0),
  /** The most this channel may show. */
  cap: v.optional(units),
};

/** Only for sandboxes and tests: where the platform's API answers instead of its own address. */
const apiEndpoint = v.optional(v.pipe(v.string(), v.url()));

/** The channel's own location ids, and which of our locations stand behind each. */
const channelLocations = v.record(v.pipe(v.string(), v.minLength(1)), v.pipe(v.array(locationId), v.minLength(1)));

/**
 * What happens to a quantity that somebody edited in the channel's own admin: the ledger's figure is set again, or theirs
 * is taken for the truth and the stock adjusted by the difference. Default: overwrite.
 */
const onDrift = v.optional(v.picklist(['overwrite', 'adopt']));

const shopify = v.strictObject({
  id: channelId,
  platform: v.literal('shopify'),
  shop: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'Give the shop as <name>.myshopify.com, not a custom domain.'),
  ),
  /** Numeric Shopify location ids. */
  locations: channelLocations,
  /**
   * The event bus associated with Shopify's partner event source, if the shop's webhooks come over EventBridge. Its
   * webhook URL stays open beside it.
   */
  eventBus: v.optional(v.pipe(v.string(), v.minLength(1))),
  apiEndpoint,
  onDrift,
  ...listingRules,
});

const amazon = v.strictObject({
  id: channelId,
  platform: v.literal('amazon'),
  sellerId: v.pipe(v.string(), v.regex(/^[A-Z0-9]{6,20}$/)),
  region: v.picklist(['na', 'eu', 'fe']),
  marketplaceIds: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z0-9]{10,16}$/))), v.minLength(1)),
  /**
   * The event bus associated with Amazon's partner event source, if you subscribed to quantity changes: by them an edit
   * in Seller Central is noticed at once, not at the next push.
   */
  eventBus: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Our locations that the seller-fulfilled quantity draws on. */
  drawsOn: v.pipe(v.array(locationId), v.minLength(1)),
  apiEndpoint,
  onDrift,
  ...listingRules,
});

const square = v.strictObject({
  id: channelId,
  platform: v.literal('square'),
  locations: channelLocations,
  /** The notification URL exactly as registered at Square: its signature covers it. Default: this stack's own URL. */
  webhookUrl: v.optional(v.pipe(v.string(), v.url())),
  apiEndpoint,
  onDrift,
  ...listingRules,
});

const pos = v.strictObject({ id: channelId, platform: v.literal('pos') });

const channels = v.pipe(v.array(v.variant('platform', [shopify, amazon, square, pos])), v.minLength(1));

/** More listings of one channel than so many going to zero, or being raised, without a sale behind it must be confirmed. */
const breaker = v.strictObject({
  zeroListings: v.optional(units, 25),
  raiseListings: v.optional(units, 100),
  withinSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 600),
});

const config = v.pipe(
  v.strictObject({
    locations: v.pipe(v.array(locationId), v.minLength(1)),
    exposure: v.optional(exposure, {}),
    channels,
    breaker: v.optional(breaker, {}),
    /**
     * So long a channel may take to show what it was told, and a sale to reach us. Only what differs for longer is drift:
     * too short takes sales on their way for edits.
     */
    settleSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(900)), 30),
    /** Every so many minutes each channel is asked what changed, for messages that never come. */
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
export type ShopifyChannel = Extract<ChannelConfig, { platform: 'shopify' }>;
export type AmazonChannel = Extract<ChannelConfig, { platform: 'amazon' }>;
export type SquareChannel = Extract<ChannelConfig, { platform: 'square' }>;
export type PosChannel = Extract<ChannelConfig, { platform: 'pos' }>;
/** Parses a configuration or throws an Error whose message names each wrong field and why. */
export function parseConfig(input: unknown): StocklineConfig {
  const result = v.safeParse(config, input);
  if (!result.success) {
    const problems = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? 'config'}: ${issue.message}`);
    throw new Error(`stockline.config.ts is not usable:\n${problems.join('\n')}`);
  }
  return result.output;
}

/** Parses the channels a function serves, as the stack wrote them; throws when they are not what it wrote. */
export function parseServedChannels(input: unknown): readonly ChannelConfig[] {
  return v.parse(channels, input);
}

/** Typed help for whoever writes `stockline.config.ts`; changes nothing. */
export function defineConfig(input: StocklineConfigInput): StocklineConfigInput {
  return input;
}

/** Names under which the ledger records who is no channel: the stock API and the operator's command line. */
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
  return problems;
}

/** The locations of a selling channel; `-` where it has only one quantity. */
export function locationsOn(channel: Exclude<ChannelConfig, PosChannel>): readonly string[] {
  return channel.platform === 'amazon' ? ['-'] : Object.keys(channel.locations);
}

function drawnLocations(channel: ChannelConfig): readonly LocationId[] {
  if (channel.platform === 'pos') {
    return [];
  }
  return channel.platform === 'amazon' ? channel.drawsOn : Object.values(channel.locations).flat();
}

function identifier<Id extends ChannelId | LocationId>(parse: (text: string) => Id) {
  return ({ dataset, addIssue, NEVER }: v.RawTransformContext<string>): Id => {
    try {
      return parse(dataset.value);
    } catch (error) {
      addIssue({ message: messageOf(error) });
      return NEVER;
    }
  };
}
