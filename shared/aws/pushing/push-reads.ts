/** Reads what one channel's pushes are planned from: the SKU's head, its listings on the channel, and the components of a bundle. */
import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, GetCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushStore } from '../../ports/pushing/push-store.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { headReader, ownOrBundleStock, readingOnce } from '../exposure/bundle-stock.ts';
import { retryTransient } from '../ledger/conditional-write.ts';
import { type Item, offeredOf, readHead } from '../ledger/items.ts';
import { readKeys } from '../ledger/read-all.ts';
import { headKey, type Key, listingKey } from '../ledger/table-keys.ts';
import { listingOf } from '../listings/listing-item.ts';
import type { SkuHead } from '../shapes/ledger-items.ts';

/** The reads of one channel's pushes. */
export function pushReads(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  channelLocations: readonly string[],
): Pick<PushStore, 'read' | 'readEach' | 'readIsolated'> {
  const readOwn = async (sku: Sku, readHalves: typeof readInTurn): Promise<Own | undefined> => {
    const keyAt = (place: string) => listingKey(sku, channel, place);
    const readAt = (places: readonly string[]) => readHalves(client, table, headKey(sku), places.map(keyAt));
    const { item, listings, isInTurn } = await withLinked(channel, channelLocations, readAt);
    if (item === undefined) {
      return undefined;
    }
    const known = listings.filter((item) => item !== undefined).map(listingOf);
    return { sku, head: readHead(item), listings: known, ...(isInTurn && { isInTurn }) };
  };
  const read = async (sku: Sku, readHalves: typeof readInTurn): Promise<SkuState | undefined> => {
    const own = await readOwn(sku, readHalves);
    return own && stateOf(own, await ownOrBundleStock(headReader(client, table), own.head));
  };
  return {
    read: (sku) => read(sku, readInTurn),
    readIsolated: (sku) => read(sku, readIsolated),

    readEach(skus) {
      const owns = skus.map((sku) => ({ sku, read: readOwn(sku, readInTurn) }));
      const all = Promise.allSettled(owns.map((own) => own.read));
      const readComponent = readingOnce(headReader(client, table));
      const complete = async (own: Own | undefined): Promise<SkuState | undefined> => {
        // No component is read before all listings are: a sale in between would count on a listing and not in the stock.
        await (own?.head.exposure?.madeOf && all);
        return own && stateOf(own, await ownOrBundleStock(readComponent, own.head));
      };
      return new Map(owns.map((own) => [own.sku, own.read.then(complete)]));
    },
  };
}

/** What is read of a SKU before its components. */
type Own = Pick<SkuState, 'sku' | 'listings' | 'isInTurn'> & { readonly head: SkuHead };

function stateOf({ head, ...own }: Own, stocked: Pick<SkuState, 'stock' | 'components'>): SkuState {
  return { ...own, seq: head.seq, ...stocked, ...offeredOf(head) };
}

/** How far the clocks of two functions may be apart. */
const CLOCK_SKEW_MS = 5_000;

type Halves = {
  readonly item: Item | undefined;
  readonly listings: readonly (Item | undefined)[];
  readonly isInTurn?: true;
};

/**
 * The listings and then the SKU head, at half the price of a read of one moment. A posting in between moves stock and `shown`
 * together, and half of it reads as due: the claim of a new push is then refused (`claimOf`). A push that is to be resumed is
 * claimed whatever was posted, and is read as of one moment.
 */
async function readInTurn(
  client: DynamoDBDocumentClient,
  table: string,
  head: Key,
  keys: readonly Key[],
): Promise<Halves> {
  const read = await readKeys(client, table, keys);
  const get = new GetCommand({ TableName: table, Key: head, ConsistentRead: true });
  const { Item: item } = await retryTransient(() => client.send(get));
  const overAt = new Date(Date.now() + CLOCK_SKEW_MS).toISOString();
  const isLeft = ({ intent }: Listing) => intent !== undefined && (intent.leaseUntil ?? '') <= overAt;
  if (read.map(listingOf).some(isLeft)) {
    return readIsolated(client, table, head, keys);
  }
  const listings = keys.map(({ pk, sk }) => read.find((each) => each['pk'] === pk && each['sk'] === sk));
  return { item, listings, isInTurn: true };
}

/** TransactGetItems takes 100 items (AWS API reference, 2012-08-10): the SKU head, and so many listings. */
const LISTINGS_PER_READ = 99;
const READ_TRIES = 4;

/**
 * The SKU head and its listings as of one moment. Isolated, at twice the price: a posting moves the stock and `shown`
 * together, and half of it would read as due. Listings that do not fit into one read are read in parts, each with the
 * head: parts are of one moment when their heads are the same.
 */
async function readIsolated(
  client: DynamoDBDocumentClient,
  table: string,
  head: Key,
  keys: readonly Key[],
): Promise<Halves> {
  for (let attempt = 1; attempt <= READ_TRIES; attempt += 1) {
    const parts: (readonly (Item | undefined)[])[] = [];
    for (let start = 0; start === 0 || start < keys.length; start += LISTINGS_PER_READ) {
      const get = new TransactGetCommand({
        TransactItems: [head, ...keys.slice(start, start + LISTINGS_PER_READ)].map((Key) => ({
          Get: { TableName: table, Key },
        })),
      });
      const answer = await retryTransient(() => client.send(get));
      parts.push((answer.Responses ?? []).map((response) => response.Item));
    }
    const [item] = parts[0] ?? [];
    if (parts.every(([each]) => isDeepStrictEqual(each, item))) {
      return { item, listings: parts.flatMap(([, ...listings]) => listings) };
    }
  }
  throw new Error(`${head.pk}: its stock moved at each of ${READ_TRIES} reads of ${keys.length} listings.`);
}

/** The head says at which further places linked listings of the SKU are: where there are any, all are read once more. */
async function withLinked(
  channel: ChannelId,
  locations: readonly string[],
  readAt: (places: readonly string[]) => Promise<Halves>,
): Promise<Halves> {
  const read = await readAt(locations);
  const further = read.item === undefined ? [] : (readHead(read.item).linkedPlaces?.[channel] ?? []);
  return further.length === 0 ? read : readAt([...locations, ...further]);
}
