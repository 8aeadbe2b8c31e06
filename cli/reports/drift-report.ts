/** Prints one difference between a channel and our belief. */
import { listingId } from '../../shared/domain/listing/listing.ts';
import { CAUSES } from '../../shared/domain/reconciling/difference-cause.ts';
import type { Difference } from '../../shared/usecases/reconciling/list-differences.ts';

/** Both figures, the cause with its evidence, and the command that repairs it, unless it was repaired. */
export function differenceLine(difference: Difference, isRepaired: boolean): string {
  const { sku, channel, shows, shown, sellable, since, cause, evidence } = difference;
  const restsOn = evidence === undefined ? 'nothing that is known' : `${EVIDENCE[evidence.kind]} of ${evidence.asOf}`;
  const end = isRepaired ? 'Repaired: it is pushed now.' : `Repair it with: npx stockline drift ${channel} --repair`;
  return [
    `${sku} on ${listingId(difference)}: shows ${shows}, believed ${shown}, should show ${sellable}, since ${since}.`,
    `  Likeliest: ${CAUSES[cause]}. The belief rests on ${restsOn}.`,
    `  ${end}`,
  ].join('\n');
}

const EVIDENCE = {
  answer: 'the answer to a push',
  reading: 'a reading',
  page: 'a page of its catalogue',
  notice: 'a notice',
  count: 'the report of an order',
} as const;
