/** What checks need of the outside world, and the comparison that is due. */
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushPlan } from '../../domain/pushing/push-plan.ts';
import type { DriftPolicy } from '../../domain/reconciling/drift-policy.ts';
import type { StockWorkRecord } from '../../domain/stock/off-sale.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { CheckStore } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import type { PushPorts } from '../pushing/push-ports.ts';
import type { ScheduledChecks } from './schedule-check.ts';
import type { UnreportedPorts } from './unreported/find-unreported.ts';

export type CheckPorts = PushPorts &
  Pick<UnreportedPorts, 'orders' | 'registry'> & {
    readonly registry: Pick<ListingRegistry, 'behind'>;
    readonly checks: ScheduledChecks;
    readonly checkStore: CheckStore;
    readonly observations: ObservationQueue;
    readonly onDrift: DriftPolicy;
  };

/** A listing that is compared, with all that was known of it before its channel was read. */
export type DueComparison = {
  readonly skuState: SkuState;
  readonly listing: Listing;
  readonly exposure: Exposure;
  readonly plan: PushPlan;
  /** Everything that the channel sold up to then (ISO 8601) is posted, as far as its check says. */
  readonly reportedUpTo: string | undefined;
  /** The states up to which stock work there is posted; absent: none is kept, or it is not followed. */
  readonly recordedWork?: StockWorkRecord;
};

/** With what is known of the channel's orders once it was read. */
export type ReadComparison = DueComparison & { readonly notCounted: number | undefined };
