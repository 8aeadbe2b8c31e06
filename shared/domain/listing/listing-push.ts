/** The ways in which a channel takes quantities, and what rules must know of each. Only the files of a way ask which it is. */

/** How a channel takes a quantity: units added to what it shows, or a figure set whatever it shows. */
export type PushMode = ListingPush['kind'];

/** What is kept of a listing because of the way its channel takes quantities. */
export type ListingPush =
  /** Shopify and Square take a difference. */
  | { readonly kind: 'difference' }
  /** Amazon takes only an absolute figure (Listings Items API 2021-08-01). */
  | {
      readonly kind: 'absolute';
      /** How often a sale was reported whose count, on the channel, a push may have overwritten. */
      readonly possiblyOverwritten: number;
      /** For how many of these the last applied push has set the figure again: fewer ask for another push. */
      readonly setAgain: number;
      /** Under escrow: when the channel last accepted 0; absent once another figure was set. ISO 8601. */
      readonly closedAt?: string;
    };

/** What is so of a listing because of the way in which its channel takes quantities. */
type PushFacts = {
  readonly putsBackUnreportedSales: boolean;
  readonly isProvenOnlyByReading: boolean;
  readonly addsUnits: boolean;
  readonly canBeLoweredThere: boolean;
};

const FACTS: Readonly<Record<PushMode, PushFacts>> = {
  difference: {
    putsBackUnreportedSales: false,
    isProvenOnlyByReading: false,
    addsUnits: true,
    canBeLoweredThere: true,
  },
  absolute: {
    putsBackUnreportedSales: true,
    isProvenOnlyByReading: true,
    addsUnits: false,
    canBeLoweredThere: false,
  },
};

type Pushed = { readonly push: ListingPush };
type PushedSomehow = { readonly push: Pick<ListingPush, 'kind'> };

/**
 * Whether a push of this listing may put back on display units that its own channel sold and has not reported yet: an
 * absolute figure overwrites what the channel counted meanwhile.
 */
export function putsBackUnreportedSales({ push }: Pushed): boolean {
  return FACTS[push.kind].putsBackUnreportedSales;
}

/**
 * Whether the channel proves what it shows only when its quantity is read, a settle time after a push. Until then it
 * sells on, so units are slow to come back from it.
 */
export function isProvenOnlyByReading({ push }: Pushed): boolean {
  return FACTS[push.kind].isProvenOnlyByReading;
}

/** Whether a push adds its units to what the channel has: one that only fills a figure below 0 makes up units there. */
export function addsUnits({ push }: Pushed): boolean {
  return FACTS[push.kind].addsUnits;
}

/**
 * Whether units can be taken off sale in the channel's own admin, so that it shows less and is right (Shopify: draft orders,
 * damaged units, transfers; Square: recounts). Amazon has no such thing: its figure is whatever was set last.
 */
export function canBeLoweredThere({ push }: PushedSomehow): boolean {
  return FACTS[push.kind].canBeLoweredThere;
}

/** Whether the listing was closed under escrow: set to 0, and to no other figure since. */
export function isClosed({ push }: Pushed): boolean {
  return push.kind === 'absolute' && push.closedAt !== undefined;
}

/** One more sale was reported that a push may have overwritten; a push that adds a difference overwrites none. */
export function withPossiblyOverwritten(push: ListingPush): ListingPush {
  return push.kind === 'absolute' ? { ...push, possiblyOverwritten: push.possiblyOverwritten + 1 } : push;
}

/**
 * How many possibly overwritten sales are settled once a reading became what the listing shows, after everything sold before it
 * was reported: all that were noted until the listing was read. Undefined where no push overwrites a sale.
 */
export function settledByReading(push: ListingPush): number | undefined {
  return push.kind === 'absolute' ? push.possiblyOverwritten : undefined;
}
