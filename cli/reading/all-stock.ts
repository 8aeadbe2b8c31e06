/** Prints the stock of all SKUs as it was at a time. */
import { pipeline } from 'node:stream/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { readListedStates } from '../../shared/aws/lists/listed-states.ts';
import { dynamoPastReader, everyEntry } from '../../shared/aws/lists/past-reader.ts';
import { dynamoSkuLists } from '../../shared/aws/lists/sku-lists.ts';
import { channelsToList } from '../../shared/channels/platform-of.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { listStockAt, type StockAt, stockAsKnownNow } from '../../shared/usecases/reading/list-stock-at.ts';
import { timeOption } from '../arguments/time-option.ts';
import { UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment/deployment.ts';
import { csvLinesOf, LISTINGS_HEADER, listingLinesOf, STOCK_HEADER } from '../reports/reading/stock-csv.ts';

type Values = {
  readonly local: boolean;
  readonly config?: string | undefined;
  readonly at?: string | undefined;
  readonly format?: string | undefined;
  readonly 'as-known-now': boolean;
  readonly listings: boolean;
};

/** SKUs of a page: ten calls for their heads, and ten for each round of the search. */
const SKUS_PER_PAGE = 1_000;

/** Prints as it reads. Resolves with the exit code. */
export async function printAllStock(values: Values): Promise<number> {
  const { format, at: given } = values;
  if (format !== 'csv' && format !== 'json') {
    throw new UsageError(`--format ${format}: use csv or json.`);
  }
  if (given === undefined) {
    throw new UsageError('Say of which time: --at 2026-12-31T23:59:59Z.');
  }
  if (values.listings && values['as-known-now']) {
    throw new UsageError('--listings is of what was posted by then: leave --as-known-now out.');
  }
  const at = new Date(timeOption('--at', given));
  const deployment = await findDeployment(values);
  const { table } = deployment;
  const database = documentClient(OF_A_COMMAND);
  const stocks = values['as-known-now']
    ? knownNow(everyEntry(database, table), at)
    : postedBy(database, deployment, at, values.listings);
  const lines = values.listings
    ? csv(stocks, at, LISTINGS_HEADER, listingLinesOf)
    : csv(stocks, at, STOCK_HEADER, csvLinesOf);
  await pipeline(format === 'csv' ? lines : jsonLines(stocks, at), process.stdout, { end: false });
  return 0;
}

async function* csv(
  stocks: AsyncIterable<StockAt>,
  at: Date,
  header: string,
  linesOf: (stock: StockAt, at: Date) => string,
): AsyncGenerator<string> {
  yield `${header}\n`;
  for await (const stock of stocks) {
    yield linesOf(stock, at);
  }
}

async function* jsonLines(stocks: AsyncIterable<StockAt>, at: Date): AsyncGenerator<string> {
  for await (const stock of stocks) {
    yield `${JSON.stringify({ at: at.toISOString(), ...stock })}\n`;
  }
}

async function* postedBy(
  database: DynamoDBDocumentClient,
  { table, config }: Pick<Deployment, 'table' | 'config'>,
  at: Date,
  isWithListings: boolean,
): AsyncGenerator<StockAt> {
  const ports = {
    lists: dynamoSkuLists(database, table),
    past: dynamoPastReader(database, table),
    pastOfListings: dynamoStockReader(database, table),
    states: (skus: readonly Sku[]) => readListedStates(database, table, channelsToList(config), skus),
  };
  let after: string | undefined;
  do {
    const page = await listStockAt(ports, { at, after, limit: SKUS_PER_PAGE, isWithListings });
    yield* page.stock;
    after = page.next;
  } while (after !== undefined);
}

/** The entries of one SKU are in memory at a time. */
async function* knownNow(entries: AsyncIterable<LedgerEntry>, at: Date): AsyncGenerator<StockAt> {
  let own: LedgerEntry[] = [];
  for await (const entry of entries) {
    if (own.length > 0 && own[0]?.sku !== entry.sku) {
      yield* stockOf(own, at);
      own = [];
    }
    own.push(entry);
  }
  yield* stockOf(own, at);
}

function stockOf(entries: readonly LedgerEntry[], at: Date): readonly StockAt[] {
  const stock = stockAsKnownNow(entries, at);
  return stock === undefined ? [] : [stock];
}
