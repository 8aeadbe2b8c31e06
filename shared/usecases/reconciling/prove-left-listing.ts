/** Judges a listing that is pushed no more and still has a share: what it may sell goes on to others once that is proven. */
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { judgeLeft } from '../../domain/reconciling/judge-left.ts';
import type { QuantityRead } from '../../ports/channel/channel.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { DONE, type Progress } from '../progress.ts';
import type { CheckPorts, DueComparison } from './check-ports.ts';
import { OVERTAKEN, recheck, recheckAfter } from './recheck.ts';
import { CHECK_DELAY_MS_MAX } from './schedule-check.ts';
import { awaitReported } from './unreported/await-reported.ts';
import type { UnreportedSales } from './unreported/find-unreported.ts';

/**
 * The reading stands once it was the same for as long as a sale may stay unreported, and everything that the channel sold
 * before it is posted: units of a sale that comes later would be granted twice. Then the share falls to what was seen.
 * A listing that its channel has no more, or has as the listing of another SKU, shows nothing of this one. A figure that is
 * missing is no proof: the share stays, and the listing is read again as seldom as it can be.
 */
export async function proveLeft(
  ports: CheckPorts,
  { skuState, listing, exposure, reportedUpTo }: DueComparison,
  read: QuantityRead,
  sales: UnreportedSales,
): Promise<Progress> {
  const actual = await unitsShown(ports, listing, read);
  if (actual === undefined) {
    return recheckAfter(ports, listing, listing.suspicion, CHECK_DELAY_MS_MAX);
  }
  const now = ports.clock();
  const { settleMs } = ports.checks;
  const { verdict, standsMs } = judgeLeft(listing, actual, exposure, now, { settleMs, onDrift: ports.onDrift });
  switch (verdict.kind) {
    case 'agrees': {
      const evidence = { kind: 'reading', asOf: now.toISOString() } as const;
      if (!(await ports.checkStore.note(listing, { kind: 'agrees', evidence }))) {
        return OVERTAKEN;
      }
      await rebalanceAfterProof(ports, skuState, listing);
      return DONE;
    }
    case 'suspected':
      await rebalanceAfterProof(ports, skuState, listing);
      return recheck(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return recheck(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'proven':
    case 'drifted': {
      const reading = verdict.kind === 'proven' ? verdict.reading : verdict.suspicion;
      const later = await awaitReported(ports, listing, reading, { sales, reportedUpTo });
      if (later !== undefined) {
        return later;
      }
      if (!(await ports.checkStore.takeReading(listing, reading))) {
        return OVERTAKEN;
      }
      logProven(ports, listing, actual);
      await rebalanceAfterProof(ports, skuState, listing);
      return DONE;
    }
    default:
      return verdict satisfies never;
  }
}

/** Units of this SKU that the listing shows; undefined where nobody knows. */
async function unitsShown({ registry }: CheckPorts, listing: Listing, read: QuantityRead): Promise<number | undefined> {
  const sku = await registry.skuOf(listing.channel, listing.externalId);
  const isOfAnother = sku !== undefined && sku !== listing.sku;
  if (isOfAnother || read.kind === 'notListed') {
    return 0;
  }
  return read.kind === 'shows' ? Math.max(0, read.units) : undefined;
}

function logProven({ journal }: CheckPorts, listing: Listing, shows: number): void {
  const { sku, channel, shown: mayStillSell } = listing;
  journal.info(
    `${sku}: ${listingId(listing)}, which is pushed no more, shows ${shows}: the other ${mayStillSell - shows} of its share go to other listings`,
    { step: 'proven', sku, channel, shows, mayStillSell },
  );
}
