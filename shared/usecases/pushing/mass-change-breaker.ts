/** The breaker of mass changes: many listings that go to zero, or are raised, without a sale behind it are held back. */
import { currentExposure } from '../../domain/exposure/exposure.ts';
import { listingId } from '../../domain/listing/listing.ts';
import type { ChannelState } from '../../domain/pushing/channel-state.ts';
import { CAUSE_ENTRIES, isExplained, surgeOf } from '../../domain/pushing/surge.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { DuePush, PushPorts } from './push-ports.ts';

/** Whether the breaker lets the push go. Counts what no trade explains, and trips at one listing too many. */
export async function passesBreaker(
  { gates, client, rules, journal, clock }: PushPorts,
  state: ChannelState,
  { skuState, listing, intent }: DuePush,
): Promise<boolean> {
  const surge = surgeOf(listing, intent);
  if (surge === undefined) {
    return true;
  }
  const { trippedAt, confirmedAt } = state.breakers[surge];
  const entries = await gates.lastEntries(skuState.sku, CAUSE_ENTRIES);
  if (isExplained(surge, entries, listing, currentExposure(skuState, rules), confirmedAt)) {
    return true;
  }
  if (trippedAt !== undefined) {
    return false;
  }
  const { zeroListings, raiseListings, withinSeconds } = gates.breaker;
  const now = clock();
  const name = `${listing.sku} ${listingId(listing)}`;
  const counted = await gates.states.countSurge(client.channel, surge, name, { now, seconds: withinSeconds });
  const most = surge === 'zeros' ? zeroListings : raiseListings;
  if (counted <= most) {
    return true;
  }
  if (await gates.states.trip(client.channel, surge, now.toISOString())) {
    const what = surge === 'zeros' ? 'go to zero' : 'be raised';
    journal.count('BreakerTripped', client.channel);
    journal.warn(
      `${client.channel}: more than ${most} listings would ${what} within ${withinSeconds} s without a sale behind it. ` +
        `Further ones wait. If the ledger is right: ${OPERATOR_COMMANDS.confirm(client.channel, surge)}`,
      { step: 'breaker', channel: client.channel, surge, most, withinSeconds },
    );
  }
  return false;
}
