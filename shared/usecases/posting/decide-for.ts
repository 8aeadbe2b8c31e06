/** Decides about observations of one SKU as posting does, from its ledger as it is now. */

import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided } from '../../domain/posting/decision.ts';
import { postAll } from '../../domain/posting/post.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { messageOf } from '../../message-of.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { withRevisedExposure } from '../exposure/revise-on-posting.ts';
import { loadFor } from './load-ledger.ts';
import type { PostingPorts } from './posting-ports.ts';

/** What posting would make of the observations of one SKU. */
export type Foreseen = {
  readonly before: SkuLedger;
  /** One for each observation, in their order. */
  readonly decided: readonly Decided[];
  /** The ledger after all of them, with the exposure that follows. */
  readonly after: SkuLedger;
};

type DecidingPorts = Pick<PostingPorts, 'ledger' | 'clock' | 'digest' | 'settleMs' | 'rules' | 'rulesFor'>;

/** What posting the observations now would do. Writes nothing. */
export async function foresee(
  ports: DecidingPorts,
  sku: SkuLedger['sku'],
  observations: readonly Observation[],
): Promise<Foreseen> {
  const before = await loadFor(ports.ledger, sku, observations);
  const decided = await decideFor(ports, before, observations);
  return { before, decided, after: await withRevisedExposure(ports, before, decided.at(-1)?.after ?? before) };
}

/** What the rules of posting decide about each observation. Throws PermanentError where they cannot. */
export async function decideFor(
  ports: DecidingPorts,
  before: SkuLedger,
  observations: readonly Observation[],
): Promise<readonly Decided[]> {
  const history = await entriesSinceCount(ports, before, observations);
  const context = { now: ports.clock().toISOString(), digest: ports.digest, history, settleMs: ports.settleMs };
  try {
    return postAll(before, observations, context);
  } catch (error) {
    // The rules are pure: what they throw, they throw each time.
    throw new PermanentError(`The rules of posting cannot decide: ${messageOf(error)}.`, { cause: error });
  }
}

/** A channel's clock may be ahead of ours, so that an entry says it happened a little after it was posted. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The entries of the ledger as loaded that may have happened after the earliest count: counts are compared with them. */
async function entriesSinceCount(
  ports: Pick<PostingPorts, 'ledger'>,
  ledger: SkuLedger,
  observations: readonly Observation[],
): Promise<readonly LedgerEntry[]> {
  const [earliest] = observations.flatMap((observation) => countTimeOf(observation, ledger)).sort();
  if (earliest === undefined) {
    return [];
  }
  const entries = await ports.ledger.history(ledger.sku, new Date(Date.parse(earliest) - CLOCK_SKEW_MS).toISOString());
  return entries.filter((entry) => entry.seq <= ledger.seq);
}

const THE_BEGINNING = new Date(0).toISOString();

/** When the count was that the observation reports, or takes back. */
function countTimeOf(observation: Observation, ledger: SkuLedger): readonly string[] {
  if (observation.kind === 'count') {
    return [observation.occurredAt];
  }
  const uncounts = observation.kind === 'movement' ? observation.uncounts : undefined;
  const recorded = uncounts === undefined ? undefined : ledger.seen.get(uncounts);
  // What is taken back and is no count is the baseline: all entries are later.
  return recorded === undefined ? [] : [recorded.count?.countedAt ?? THE_BEGINNING];
}
