/** Posts one SKU's observations in transactions: load, decide and evolve, commit, route the outcomes. */

import type { Sku } from '../../domain/identifiers.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided, Transaction } from '../../domain/posting/decision.ts';
import { inSkuUnits } from '../../domain/posting/own-listing.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { Oversold, StockAlert, StockChanged } from '../../ports/posting/posting.ts';
import { alertToEmit } from '../alerting/alert-to-emit.ts';
import { withRevisedExposure } from '../exposure/revise-on-posting.ts';
import { componentObservations } from './bundle-components.ts';
import { checkElsewhere, withChecks } from './check-moved.ts';
import { decideFor } from './decide-for.ts';
import { firstOfOneLedger, type HandedOn, listedElsewhere, parkingAsReported } from './hand-on.ts';
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
  readonly alerts: readonly StockAlert[];
};

/** So many observations are decided at a time; as many of them are committed together as one transaction takes. */
const OBSERVATIONS_DECIDED = 40;

/**
 * Posts the observations, each transaction after the other. Rejects when one met other writers too often, and with
 * PermanentError when one of them can never be posted.
 */
export async function postSku(ports: PostingPorts, sku: Sku, observations: readonly Observation[]): Promise<PostedSku> {
  const parts: PostedPart[] = [];
  for (let start = 0; start < observations.length; ) {
    const part = await postPart(ports, sku, observations.slice(start, start + OBSERVATIONS_DECIDED));
    parts.push(part);
    start += part.outcomes.length;
  }
  const transactions = parts.flatMap(({ own }) => own ?? []);
  const elsewhere = parts.flatMap((part) => part.elsewhere);
  const changed = await changesToEmit(ports, transactions);
  return {
    outcomes: parts.flatMap(({ outcomes }) => outcomes),
    changed: [...elsewhere.flatMap((each) => each.changed), ...changed],
    oversold: [
      ...elsewhere.flatMap(({ oversold }) => oversold),
      ...transactions.flatMap((each) => oversoldToEmit(ports.journal, each)),
    ],
    alerts: [
      ...elsewhere.flatMap(({ alerts }) => alerts),
      ...transactions.flatMap((each) => alertToEmit(ports.journal, each)),
    ],
  };
}

/** Some of the observations, posted: their outcomes, in their order. */
type PostedPart = {
  readonly outcomes: readonly Outcome[];
  /** Absent where they belong to other SKUs, whose listings bear this one as a name. */
  readonly own?: Transaction;
  /** What became of them at other SKUs: those that linked listings sell, and the components of a bundle. */
  readonly elsewhere: readonly PostedSku[];
};

/** Posts the first of the observations: as many as one transaction takes, and at least one. */
async function postPart(ports: PostingPorts, sku: Sku, reported: readonly Observation[]): Promise<PostedPart> {
  for (let attempt = 1; attempt <= ports.commitAttempts; attempt += 1) {
    const before = await loadFor(ports.ledger, sku, reported);
    const { handed, kept } = await firstOfOneLedger(ports.ledger, before, reported);
    const checked = listedElsewhere(before, { handed, kept });
    if (handed.length > 0) {
      await checkElsewhere(ports, checked);
      return handOn(ports, handed);
    }
    const observations = kept.map((each) => inSkuUnits(each, before));
    const all = await decideFor(ports, before, observations);
    const { decided, posting } = await firstThatFit(ports, before, all);
    const { after } = posting;
    // Components are posted before the bundle where they lose units, and after it where they get units back: a read in
    // between then sees one unit too few, never one too many.
    const { true: putBack = [], false: taken = [] } = Object.groupBy(decided, (each) => `${putsBack(each)}`);
    const elsewhere = await postComponents(ports, before, taken);
    const committed =
      posting.seen.length === 0 ? 'committed' : await ports.ledger.commit(await withChecks(ports, posting));
    if (committed === 'committed') {
      elsewhere.push(...(await postComponents(ports, before, putBack)));
      // Asked for once, and not at each attempt. What ends before it comes back, and asks as a duplicate.
      await checkElsewhere(ports, checked);
      await routeOutcomes(ports, decided);
      const outcomes = decided.map(({ decision }) => decision.outcome);
      return { outcomes, own: { before, after, decided }, elsewhere };
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: ${ports.commitAttempts} transactions in a row met another writer.`);
}

/** Whether the channel puts units back on display. */
function putsBack({ decision }: Decided): boolean {
  return decision.kind === 'append' && decision.own !== undefined && decision.own.deducted < 0;
}

/** Posts what was decided of a bundle to its components; nothing where the SKU is no bundle. */
async function postComponents(
  ports: PostingPorts,
  before: SkuLedger,
  decided: readonly Decided[],
): Promise<PostedSku[]> {
  const observations = decided.map(({ observation }) => observation);
  const own = componentObservations(before, observations);
  return await Promise.all([...own].map(([component, each]) => postSku(ports, component, each)));
}

/** Posts what came under a name to the SKUs that its listings sell. */
async function handOn(ports: PostingPorts, handed: readonly HandedOn[]): Promise<PostedPart> {
  const there = { ...ports, parking: parkingAsReported(ports.parking, handed) };
  const bySku = [...Map.groupBy(handed, ({ addressed }) => addressed.sku)];
  const posted = await Promise.all(
    bySku.map(async ([sku, group]) => {
      const result = await postSku(
        there,
        sku,
        group.map(({ addressed }) => addressed),
      );
      return { result, outcomes: group.map((each, index) => [each, result.outcomes[index]] as const) };
    }),
  );
  const outcomeOf = new Map(posted.flatMap(({ outcomes }) => outcomes));
  return {
    outcomes: handed.flatMap((each) => outcomeOf.get(each) ?? []),
    elsewhere: posted.map(({ result }) => result),
  };
}

/** The first decisions whose posting one transaction takes. What was decided of them does not depend on those after them. */
async function firstThatFit(ports: PostingPorts, before: SkuLedger, decided: readonly Decided[]) {
  for (let count = decided.length; ; count = Math.ceil(count / 2)) {
    const first = decided.slice(0, count);
    const after = await withRevisedExposure(ports, before, first.at(-1)?.after ?? before);
    const posting = postingOf(before, after, first);
    if (count <= 1 || ports.ledger.fits(posting)) {
      return { decided: first, posting };
    }
  }
}
