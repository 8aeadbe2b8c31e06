/** The breakers of mass changes: many listings that go to zero, or are raised, without a sale behind it are held back. */
import { currentExposure } from '../../domain/exposure/exposure.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { ChannelState, Surge } from '../../domain/pushing/channel-state.ts';
import { type BreakerLimits, CAUSE_ENTRIES, isExplained, surgeOf } from '../../domain/pushing/surge.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { DuePush, PushPorts } from './push-ports.ts';

/** Whether the breaker lets the push go. Counts what no trade explains, and trips at one listing too many. */
export async function passesBreaker(
  ports: PushPorts,
  state: ChannelState,
  { skuState, listing, intent }: DuePush,
): Promise<boolean> {
  const { gates, rules } = ports;
  const surge = surgeOf(listing, intent);
  if (surge === undefined) {
    return true;
  }
  const { trippedAt, confirmedAt } = state.breakers[surge];
  const entries = await gates.lastEntries(skuState.sku, CAUSE_ENTRIES);
  if (isExplained(surge, entries, listing, currentExposure(skuState, rules), confirmedAt)) {
    return true;
  }
  return trippedAt === undefined && (await isWithinLimit(ports, surge, listing));
}

/** What the log says of each breaker, and which limit is its own. */
const SURGE_FACTS: Readonly<Record<Surge, SurgeFacts>> = {
  zeros: {
    limit: 'zeroListings',
    would: 'listings would go to zero',
    because: ' without a sale behind it',
    right: 'the ledger',
  },
  raises: {
    limit: 'raiseListings',
    would: 'listings would be raised',
    because: ' without a sale behind it',
    right: 'the ledger',
  },
  adoptions: {
    limit: 'adoptListings',
    would: 'differences would be taken into the stock',
    because: '',
    right: 'the channel',
  },
};

type SurgeFacts = {
  readonly limit: Exclude<keyof BreakerLimits, 'withinSeconds'>;
  readonly would: string;
  readonly because: string;
  readonly right: string;
};

/** Counts the listing towards this breaker of its channel, and trips it at one listing too many. */
export async function isWithinLimit(
  { gates, journal, clock }: Pick<PushPorts, 'gates' | 'journal' | 'clock'>,
  surge: Surge,
  listing: Listing,
): Promise<boolean> {
  const { sku, channel } = listing;
  const { limit, would, because, right } = SURGE_FACTS[surge];
  const { [limit]: most, withinSeconds } = gates.breaker;
  const now = clock();
  const name = `${sku} ${listingId(listing)}`;
  const counted = await gates.states.countSurge(channel, surge, name, { now, seconds: withinSeconds });
  if (counted <= most) {
    return true;
  }
  if (await gates.states.trip(channel, surge, now.toISOString())) {
    journal.count('BreakerTripped', channel);
    journal.warn(
      `${channel}: more than ${most} ${would} within ${withinSeconds} s${because}. ` +
        `Further ones wait. If ${right} is right: ${OPERATOR_COMMANDS.confirm(channel, surge)}`,
      { step: 'breaker', channel, surge, most, withinSeconds },
    );
  }
  return false;
}
