// Computes a SKU's exposure anew as part of a posting, so that both are written in one transaction.
import { currentExposure, type Exposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { areSameRules } from '../../domain/exposure/policy.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { withLevel } from '../../domain/ledger/stock-level.ts';
import type { Clock } from '../../ports/journal.ts';

export type ExposurePorts = {
  readonly clock: Clock;
  /** The deployment's rules: they hold for every SKU that has no exposure of its own. */
  readonly rules: ExposureRules;
  /** How long a channel may take to show a pushed quantity, and a sale to reach us, in milliseconds. */
  readonly settleMs: number;
  /** The rules that a SKU begins with; called once, when the SKU enters the ledger. Absent: the deployment's rules. */
  readonly rulesFor?: (sku: Sku) => Promise<ExposureRules>;
};

/**
 * The ledger with the exposure and the demand that follow from the posting; unchanged when nothing was posted. It never
 * releases recalled units, because a posting is not written on the condition that no push has moved.
 */
export async function withRevisedExposure(
  ports: ExposurePorts,
  before: SkuLedger,
  after: SkuLedger,
): Promise<SkuLedger> {
  if (after.seq === before.seq) {
    return after;
  }
  const present = before.seq === 0 ? await initialExposure(ports, after) : currentExposure(after, ports.rules);
  const options = { release: 'keep', settleMs: ports.settleMs } as const;
  const { exposure: revised, demand } = reviseExposure(present, after, ports.clock(), options);
  const entry = { seq: after.seq, postedAt: after.lastPostedAt, isFirst: before.seq === 0 };
  const exposure = withLevel(revised, { ...after, demand }, entry);
  const isWorthKeeping =
    after.exposure !== undefined ||
    exposure.revision > 0 ||
    exposure.rules !== ports.rules ||
    exposure.level !== undefined;
  return { ...after, ...(isWorthKeeping && { exposure }), ...(demand !== undefined && { demand }) };
}

/** Rules equal to the deployment's are the same object: such a SKU keeps no rules, and follows the deployment's. */
async function initialExposure({ rules, rulesFor }: ExposurePorts, { sku }: SkuLedger): Promise<Exposure> {
  const own = (await rulesFor?.(sku)) ?? rules;
  return { rules: areSameRules(own, rules) ? rules : own, revision: 0 };
}
