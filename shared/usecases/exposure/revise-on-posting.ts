import { currentExposure, type Exposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { areSameRules } from '../../domain/exposure/policy.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Clock } from '../../ports/journal.ts';

export type ExposurePorts = {
  readonly clock: Clock;
  /** The deployment's rules: they hold for every SKU whose card says nothing else. */
  readonly rules: ExposureRules;
  /** The rules that a SKU begins with; asked once, as it enters the ledger. Absent: the deployment's. */
  readonly rulesFor?: (sku: Sku) => Promise<ExposureRules>;
};

/** What follows for the listings is written with what it follows from: in the same transaction. */
export async function withRevisedExposure(
  ports: ExposurePorts,
  before: SkuLedger,
  after: SkuLedger,
): Promise<SkuLedger> {
  if (after.seq === before.seq) {
    return after;
  }
  const begun = before.seq === 0 ? await beginsWith(ports, after) : currentExposure(after, ports.rules);
  const { exposure, demand } = reviseExposure(begun, after, ports.clock(), 'keep');
  const saysMore = after.exposure !== undefined || exposure.revision > 0 || exposure.rules !== ports.rules;
  return { ...after, ...(saysMore && { exposure }), ...(demand !== undefined && { demand }) };
}

/** A card says nothing of rules that are the deployment's: it follows them when they change. */
async function beginsWith({ rules, rulesFor }: ExposurePorts, { sku }: SkuLedger): Promise<Exposure> {
  const own = (await rulesFor?.(sku)) ?? rules;
  return { rules: areSameRules(own, rules) ? rules : own, revision: 0 };
}
