/** Puts off what would be wrong while a sale behind a figure may be unreported. */
import type { Listing, Suspicion } from '../../../domain/listing/listing.ts';
import type { Progress } from '../../progress.ts';
import type { CheckPorts } from '../check-ports.ts';
import { recheck, recheckOncePosted } from '../recheck.ts';
import { logNotJudged, type Reported, type UnreportedSales } from './find-unreported.ts';

/** What is known of a channel's sales: how to find unreported ones, and up to when (ISO 8601) all are posted, if that is known. */
export type KnownSales = { readonly sales: UnreportedSales; readonly reportedUpTo: string | undefined };

/**
 * Undefined once everything that the channel sold before the figure was first seen is posted. Until then another check is
 * scheduled, and its progress is the answer. Rejects with CredentialsGoneError.
 */
export async function awaitReported(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  { sales, reportedUpTo }: KnownSales,
): Promise<Progress | undefined> {
  return waitFor(ports, listing, suspicion, await sales.reportedBefore(listing, suspicion, reportedUpTo));
}

/** The same for a figure up to which everything was received and worked on: no sale behind it is a dead letter. */
export async function awaitNoneDead(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  sales: UnreportedSales,
): Promise<Progress | undefined> {
  return waitFor(ports, listing, suspicion, await sales.noneIsDead(listing, suspicion));
}

async function waitFor(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  reported: Reported,
): Promise<Progress | undefined> {
  switch (reported.kind) {
    case 'all':
      return undefined;
    case 'queued':
      return await recheckOncePosted(ports, listing, suspicion, reported.upTo);
    case 'notAll': {
      logNotJudged(ports, listing, reported.why);
      const due = { since: ports.clock().toISOString(), afterMs: reported.retryAfterMs };
      return await recheck(ports, listing, suspicion, due);
    }
    default:
      return reported satisfies never;
  }
}
