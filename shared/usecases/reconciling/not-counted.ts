/** Finds out how many units of a channel's orders the channel has not counted itself. */
import type { AgreedStates, Listing } from '../../domain/listing/listing.ts';
import type { UnitStates } from '../../domain/stock/off-sale.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { SkuState } from '../../ports/sku-state.ts';

/** Clocks may differ by so much. Entries are recognised by their numbers: reading more of them does no harm. */
const CLOCKS_DIFFER_MS = 60_000;

type Ledger = Pick<LedgerStore, 'history'>;

/**
 * Units that the ledger has committed to the channel's orders since the listing was last seen to agree, and that the channel
 * has not: it did not count them (Shopify: orders made by its API with the behaviour BYPASS). Undefined: it was never seen.
 */
export async function unitsNotCounted(
  ledger: Ledger,
  state: Pick<SkuState, 'seq'>,
  listing: Listing,
  states: UnitStates,
): Promise<number | undefined> {
  const { agreedStates } = listing;
  return agreedStates && Math.max(0, await committedBeyond(ledger, state, { ...listing, agreedStates }, states));
}

/** How long an order may stay unreported at the very worst; an order that is left aside for good never is reported. */
const UNREPORTED_MS_MOST = 3_600_000;

/**
 * What is kept of a reading that agrees. The channel may have committed an order that was not reported yet, and agree all the
 * same because as many units were counted: then what was kept before stays, or that order would pass for one not counted.
 */
export async function statesWhenAgreed(
  ledger: Ledger,
  state: Pick<SkuState, 'seq'>,
  listing: Listing,
  states: UnitStates,
  now: Date,
): Promise<AgreedStates> {
  const { committed, incoming } = states;
  const { agreedStates } = listing;
  const isOlder = agreedStates === undefined || now.getTime() - Date.parse(agreedStates.asOf) > UNREPORTED_MS_MOST;
  if (!isOlder) {
    const beyond = await committedBeyond(ledger, state, { ...listing, agreedStates }, states);
    if (beyond < 0) {
      return { ...agreedStates, incoming };
    }
  }
  return { committed, incoming, seq: state.seq, asOf: now.toISOString() };
}

/** Units that the ledger has committed to the channel's orders since then, beyond those that the channel has. */
async function committedBeyond(
  ledger: Ledger,
  { seq }: Pick<SkuState, 'seq'>,
  { sku, channel, drawsOn, agreedStates }: Listing & { readonly agreedStates: AgreedStates },
  { committed }: UnitStates,
): Promise<number> {
  const since = new Date(Date.parse(agreedStates.asOf) - CLOCKS_DIFFER_MS).toISOString();
  const entries = await ledger.history(sku, since);
  const reported = entries
    .filter((entry) => entry.kind === 'order' && entry.source.channel === channel)
    .filter((entry) => entry.seq > agreedStates.seq && entry.seq <= seq)
    .flatMap(({ changes }) => changes.filter(({ location }) => drawsOn.includes(location)))
    .reduce((sum, change) => sum + (change.committed ?? 0), 0);
  return reported - (committed - agreedStates.committed);
}
