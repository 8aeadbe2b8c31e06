/** A trial of a shop: what every row needs, and what became of each. */

import * as v from 'valibot';
import type { DirectChannel } from '../../shared/channel-config.ts';
import { shownUnits } from '../../shared/channels/direct/client/figures.ts';
import type { description } from '../../shared/channels/direct/connecting/connection.ts';
import { idField } from '../../shared/channels/fields.ts';
import { type LocationId, parseChannelId, parseLocationId } from '../../shared/domain/identifiers.ts';
import type { ReceivedMessage, Receiver } from './receiver.ts';
import { type Exchange, NotConforming, type ShopCaller } from './shop-caller.ts';

export type Shop = v.InferOutput<typeof description>;

export type Place = { readonly listing: string; readonly location: string };

/** A listing as the catalogue has it. */
export type TriedListing = Place & { readonly sku: string; readonly shows: number };

/** A sale that was reported: the order's id by the command that made it, and the message. */
export type TriedSale = {
  readonly id: string;
  readonly message: ReceivedMessage;
  /** Keys of what the shop had recorded of the SKU before. */
  readonly knownKeys: ReadonlySet<string>;
  /** When the command began; milliseconds since 1970. */
  readonly beganAt: number;
};

export type Trial = {
  readonly url: string;
  readonly caller: ShopCaller;
  readonly callingSecret: string;
  readonly receiver: Receiver;
  /** Where the shop reaches the receiver. */
  readonly receiveAt: string;
  /** The listing that the person chose, by its id. */
  readonly chosen: string | undefined;
  /** All SKUs that the shop sells, as the person knows them. */
  readonly skus: readonly string[] | undefined;
  readonly settleMs: number;
  readonly waits: {
    /** A message comes within so many milliseconds; one that was not taken comes again within as many. */
    readonly messageMs: number;
    /** So long after it was recorded a change is among the changes. */
    readonly changesMs: number;
  };
  /** Makes the shop sell one unit of a listing at its location, or take that back; absent where the person gave no command. */
  readonly people: {
    readonly sell?: (listing: TriedListing) => Promise<string>;
    readonly cancel?: (order: string) => Promise<void>;
  };
  /** What earlier rows found out; a row that needs it is not tried without. */
  shop?: Shop;
  /** All that it lists, page by page. */
  catalogue?: readonly TriedListing[];
  /** The listing that is pushed to, and what it shows when the trial begins. */
  tried?: TriedListing;
  sale?: TriedSale;
};

export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly why: string; readonly exchange?: Exchange }
  | { readonly kind: 'untried'; readonly why: string };

export type Row = {
  readonly name: string;
  /** What holds, as a sentence about the shop. */
  readonly promise: string;
  /** Why it is not tried; undefined: it is. */
  unmet?(trial: Trial): string | undefined;
  /** Throws NotConforming where the promise is not kept. */
  run(trial: Trial): Promise<void>;
};

/** Why a row that asks the shop for anything is not tried; undefined where it may be. */
export function needsShop({ shop }: Trial): string | undefined {
  return shop === undefined ? 'the shop does not describe itself' : undefined;
}

/** The same for a row that needs a listing to push to. */
export function needsListing({ tried }: Trial): string | undefined {
  return tried === undefined ? 'no listing shows 3 units or more: name one with --listing' : undefined;
}

/** The listing of the trial. Throws where no row has found one. */
export function triedOf({ tried }: Trial): TriedListing {
  if (tried === undefined) {
    throw new Error('No listing is tried.');
  }
  return tried;
}

const figuresAnswer = v.object({
  figures: v.array(v.object({ listing: idField, location: v.string(), shows: shownUnits })),
});

/** What the shop shows at these places now, by `placeKey`; a place of which it shows nothing is absent. */
export async function figuresOf(
  { caller }: Trial,
  places: readonly Place[],
): Promise<{ readonly shows: ReadonlyMap<string, number>; readonly exchange: Exchange }> {
  const asked = places.map(({ listing, location }) => ({ listing, location }));
  const { value, exchange } = await caller.ask('figures', { listings: asked }, figuresAnswer);
  return { shows: new Map(value.figures.map((each) => [placeKey(each), each.shows])), exchange };
}

export function placeKey({ listing, location }: Place): string {
  return JSON.stringify([listing, location]);
}

/** What the shop shows of a listing now. Throws NotConforming where it shows nothing of it. */
export async function shownNow(trial: Trial, place: Place = triedOf(trial)): Promise<number> {
  const { shows, exchange } = await figuresOf(trial, [place]);
  const figure = shows.get(placeKey(place));
  if (figure === undefined) {
    throw new NotConforming('It shows no figure of a listing that it lists.', exchange);
  }
  return figure;
}

/** Throws NotConforming unless the shop shows so many units. */
export async function mustShow(trial: Trial, units: number, after: string): Promise<void> {
  const place = triedOf(trial);
  const { shows, exchange } = await figuresOf(trial, [place]);
  const figure = shows.get(placeKey(place));
  if (figure !== units) {
    throw new NotConforming(`It shows ${figure ?? 'nothing'} ${after}, and ${units} was expected.`, exchange);
  }
}

/** The shop as stockline.config.ts would name it: each of its locations is the ledger's `main`. */
export function channelOf({ url, shop }: Trial): DirectChannel {
  const main: LocationId = parseLocationId('main');
  return {
    id: parseChannelId('conformance'),
    platform: 'direct',
    url,
    locations: Object.fromEntries((shop?.locations ?? []).map((location) => [location, [main]])),
    buffer: 0,
  };
}
