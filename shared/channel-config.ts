/** What a merchant says of each channel: one schema per platform, in one list. */

import * as v from 'valibot';
import { type ChannelId, type LocationId, parseChannelId, parseLocationId } from './domain/identifiers.ts';
import { bufferSetting, units } from './exposure-settings.ts';
import { messageOf } from './message-of.ts';

export const channelId = v.pipe(v.string(), v.rawTransform(identifier(parseChannelId)));
/** One of the ledger's own locations. */
export const locationId = v.pipe(v.string(), v.rawTransform(identifier(parseLocationId)));

const pushingRules = {
  /**
   * What of its pushes is sent: all (`live`, the default); only those that lower (`lower-only`); none, they are computed
   * and logged (`shadow`). `npx stockline mode` changes it without deploying.
   */
  mode: v.optional(
    v.pipe(
      // A configuration that was parsed before, or written for version 0.1, has the code's spelling.
      v.picklist(['live', 'lower-only', 'shadow', 'lowerOnly']),
      v.transform((mode) => (mode === 'lower-only' ? 'lowerOnly' : mode)),
    ),
  ),
  /** Pushes a second that the account takes, where that is more than the least that the platform grants. */
  pushesPerSecond: v.optional(v.pipe(v.number(), v.gtValue(0))),
};

export const listingRules = {
  ...pushingRules,
  /** Units withheld from this channel only. `auto`: computed from the channel's lag, the demand and the risk. */
  buffer: v.optional(bufferSetting, 0),
  /** The most units that a listing of this channel may show. */
  cap: v.optional(units),
};

/** This machine, and the sandboxes of Amazon and Square. Nobody's credentials are sent anywhere else. */
const SANDBOXES =
  /^(?:https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?|https:\/\/sandbox\.sellingpartnerapi-(?:na|eu|fe)\.amazon\.com|https:\/\/connect\.squareupsandbox\.com)(?:\/|$)/;

/** Only for sandboxes and tests: where the platform's API answers instead of its own address. */
export const apiEndpoint = v.optional(
  v.pipe(
    v.string(),
    v.url(),
    v.regex(
      SANDBOXES,
      'apiEndpoint is for sandboxes only: an address on this machine, or a sandbox of Amazon or Square over https. Leave it out to speak to the platform itself.',
    ),
  ),
);

/** The channel's own location ids, and which of our locations stand behind each. */
export const channelLocations = v.record(
  v.pipe(v.string(), v.minLength(1)),
  v.pipe(v.array(locationId), v.minLength(1)),
);

const remedy = v.picklist(['overwrite', 'adopt', 'ask']);
/** A push that was not applied and an order that was not counted are no truth to adopt. */
const remedyOfOurs = v.picklist(['overwrite', 'ask']);

/**
 * What happens to a quantity that is not as it should be: the ledger's figure is set again; or theirs is taken for the
 * truth and the stock adjusted by the difference; or both stay until an operator decides (`stockline drift`). Default: overwrite. One
 * for all, or one for each cause; a difference of more than `maxChange` units asks.
 */
export const onDrift = v.optional(
  v.union([
    remedy,
    v.strictObject({
      /** It did not count an order down that was reported. */
      notCounted: v.optional(remedyOfOurs),
      /** A push was never applied. */
      notApplied: v.optional(remedyOfOurs),
      /** Somebody raised it there. */
      raised: v.optional(remedy),
      /** Somebody took units off sale there, or counted them. */
      lowered: v.optional(remedy),
      maxChange: v.optional(units),
    }),
  ]),
);

/**
 * Staff count, set aside and send on units in this channel's admin, and what they do there is posted as stock work. Each of
 * the channel's locations stands for one of the ledger's then, and no other channel does so there.
 */
const stockWork = v.optional(v.boolean());

/** Marks of an order by which its source is known. All that are given must fit. */
const ignoredSource = v.pipe(
  v.strictObject({
    /** The order's `source_name`: `web`, `pos`, an app's own word. */
    sourceName: v.optional(v.pipe(v.string(), v.minLength(1))),
    /** The id of the app that made it. */
    appId: v.optional(v.pipe(v.string(), v.digits('Give the app’s id in digits.'))),
    tag: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
  v.check((source) => Object.keys(source).length > 0, 'Name a sourceName, an appId or a tag.'),
);

export const shopifyChannel = v.strictObject({
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
  /**
   * Orders that count elsewhere: an app copied them into the shop from a channel that reports them itself, as Amazon's are
   * by Marketplace Connect. They are left out here.
   */
  ignoreSources: v.optional(v.array(ignoredSource)),
  /**
   * Units that were cancelled or refunded without restock before they shipped, which Shopify takes off on hand: they are
   * gone (found missing, damaged; the default); or they stay on hand, and are for sale again.
   */
  notRestocked: v.optional(v.picklist(['gone', 'stay'])),
  stockWork,
  apiEndpoint,
  onDrift,
  ...listingRules,
});

export const amazonChannel = v.strictObject({
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

export const squareChannel = v.strictObject({
  id: channelId,
  platform: v.literal('square'),
  locations: channelLocations,
  /** The notification URL exactly as registered at Square: its signature covers it. Default: this stack's own URL. */
  webhookUrl: v.optional(v.pipe(v.string(), v.url())),
  stockWork,
  apiEndpoint,
  onDrift,
  ...listingRules,
});

/** This machine, where no certificate can be had. */
const HERE = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/;

/** Where a shop answers our calls: over https, because they change what is for sale. */
export const callAddress = v.pipe(
  v.string(),
  v.url(),
  v.check(
    (url) => url.startsWith('https://') || HERE.test(url),
    'Give an address over https: calls change what is for sale. http is for this machine only.',
  ),
  v.check((url) => !/[?#]/.test(url), 'Give an address without ? and #: the calls are made behind it.'),
);

export const directChannel = v.strictObject({
  id: channelId,
  platform: v.literal('direct'),
  /** Where the shop or till answers Stockline's calls: `<url>/push` and the others of docs/channel-protocol.json. */
  url: callAddress,
  /** The shop's own location ids. */
  locations: channelLocations,
  /** How it takes a quantity: so many units more or less, answered with what results (the default); or figures only. */
  takes: v.optional(v.picklist(['differences', 'figures'])),
  onDrift,
  ...listingRules,
});

export const posChannel = v.strictObject({ id: channelId, platform: v.literal('pos') });

export type ShopifyChannel = v.InferOutput<typeof shopifyChannel>;
export type AmazonChannel = v.InferOutput<typeof amazonChannel>;
export type SquareChannel = v.InferOutput<typeof squareChannel>;
export type DirectChannel = v.InferOutput<typeof directChannel>;
export type PosChannel = v.InferOutput<typeof posChannel>;

/** Every platform that a channel can be of. */
export const CHANNEL_SCHEMAS = [shopifyChannel, amazonChannel, squareChannel, directChannel, posChannel] as const;

/** The locations of a selling channel; `-` where it has one quantity for all that it draws on. */
export function locationsOn({
  locations,
}: {
  readonly platform: string;
  readonly locations?: Readonly<Record<string, unknown>>;
}): readonly string[] {
  return locations === undefined ? ['-'] : Object.keys(locations);
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
