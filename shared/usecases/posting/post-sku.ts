/** Posts one SKU's observations in transactions: load, decide and evolve, commit, route the outcomes. */

import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided } from '../../domain/posting/decision.ts';
import { postAll } from '../../domain/posting/post.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { Oversold, StockChanged } from '../../ports/posting/posting.ts';
import { withRevisedExposure } from '../exposure/revise-on-posting.ts';
import { componentObservations } from './bundle-components.ts';
import { loadFor } from './load-ledger.ts';
import { postingOf } from './posting-of.ts';
import type { PostingPorts } from './posting-ports.ts';
import { routeOutcomes } from './route-outcomes.ts';
import { changesToEmit, oversoldToEmit } from './stock-events.ts';

/** What became of one SKU's observations, and the events to emit because of them. */
export type PostedSku = {
  /** One for each observation, in their order. */
  readonly outcomes: readonly Outcome[];
  readonly changed: readonly StockChanged[];
  readonly oversold: readonly Oversold[];
};

/**
 * One transaction takes 100 items (DynamoDB TransactWriteItems): an entry and a remembered key for each observation, the
 * SKU's stock, and up to 19 listings.
 */
const OBSERVATIONS_PER_TRANSACTION = 40;

/** Posts the observations, each transaction after the other. Rejects when one met other writers too often. */
export async function postSku(ports: PostingPorts, sku: Sku, observations: readonly Observation[]): Promise<PostedSku> {
  const transactions: PostedTransaction[] = [];
  for (let start = 0; start < observations.length; start += OBSERVATIONS_PER_TRANSACTION) {
    const batch = observations.slice(start, start + OBSERVATIONS_PER_TRANSACTION);
    transactions.push(await postTransaction(ports, sku, batch));
  }
  const components = transactions.flatMap((each) => each.components);
  return {
    outcomes: transactions.flatMap(({ decided }) => decided.map(({ decision }) => decision.outcome)),
    changed: [...components.flatMap(({ changed }) => changed), ...changesToEmit(ports.rules, transactions)],
    oversold: [
      ...components.flatMap(({ oversold }) => oversold),
      ...transactions.flatMap((each) => oversoldToEmit(ports.journal, each)),
    ],
  };
}

/** One committed transaction: the ledger before and after it, and what was decided about each observation. */
type PostedTransaction = {
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly decided: readonly Decided[];
  /** What became of the components' observations, where the SKU is a bundle. */
  readonly components: readonly PostedSku[];
};

async function postTransaction(
  ports: PostingPorts,
  sku: Sku,
  observations: readonly Observation[],
): Promise<PostedTransaction> {
  for (let attempt = 1; attempt <= ports.commitAttempts; attempt += 1) {
    const before = await loadFor(ports.ledger, sku, observations);
    // Components are posted before the bundle: a read in between then sees one unit too few, never one too many.
    const components = await Promise.all(
      [...componentObservations(before, observations)].map(([component, own]) => postSku(ports, component, own)),
    );
    const history = await entriesSinceCount(ports, before, observations);
    const context = { now: ports.clock().toISOString(), digest: ports.digest, history, settleMs: ports.settleMs };
    const decided = postAll(before, observations, context);
    const after = await withRevisedExposure(ports, before, decided.at(-1)?.after ?? before);
    const posting = postingOf(before, after, decided);
    const committed = posting.seen.length === 0 ? 'committed' : await ports.ledger.commit(posting);
    if (committed === 'committed') {
      await routeOutcomes(ports, decided);
      return { before, after, decided, components };
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: ${ports.commitAttempts} transactions in a row met another writer.`);
}

/** A channel's clock may be ahead of ours, so that an entry says it happened a little after it was posted. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The entries of the ledger as loaded that may have happened after the earliest count: counts are compared with them. */
async function entriesSinceCount(
  ports: PostingPorts,
  ledger: SkuLedger,
  observations: readonly Observation[],
): Promise<readonly LedgerEntry[]> {
  const [earliest] = observations
    .filter((observation) => observation.kind === 'count')
    .map((observation) => observation.occurredAt)
    .sort();
  if (earliest === undefined) {
    return [];
  }
  const entries = await ports.ledger.history(ledger.sku, new Date(Date.parse(earliest) - CLOCK_SKEW_MS).toISOString());
  return entries.filter((entry) => entry.seq <= ledger.seq);
}
