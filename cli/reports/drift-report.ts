/** Prints one difference between a channel and our belief. */
import { listingId } from '../../shared/domain/listing/listing.ts';
import { CAUSES, isOfPeople } from '../../shared/domain/reconciling/difference-cause.ts';
import { OPERATOR_COMMANDS, shellWord } from '../../shared/operator-commands.ts';
import type { Difference } from '../../shared/usecases/reconciling/list-differences.ts';

/** What was done about the difference just now. */
export type Done = 'nothing' | 'repaired' | 'adopted';

/** Both figures, the cause with its evidence, and the commands that end it, unless that was done. */
export function differenceLine(difference: Difference, done: Done): string {
  const { sku, shows, shown, sellable, since, cause, evidence, isAsked } = difference;
  const restsOn = evidence === undefined ? 'nothing that is known' : `${EVIDENCE[evidence.kind]} of ${evidence.asOf}`;
  return [
    `${sku} on ${listingId(difference)}: shows ${shows}, believed ${shown}, should show ${sellable}, since ${since}.`,
    `  Likeliest: ${CAUSES[cause]}. The belief rests on ${restsOn}.${isAsked ? ' It waits for you.' : ''}`,
    ...(done === 'nothing' ? commandsFor(difference) : [`  ${DONE[done]}`]),
  ].join('\n');
}

const DONE = { repaired: 'Repaired: it is pushed now.', adopted: 'Adopted: it is posted to the ledger now.' } as const;

/** Only what people changed is offered to be adopted. */
function commandsFor({ sku, channel, cause }: Difference): readonly string[] {
  const command = `${OPERATOR_COMMANDS.drift(channel)} --sku ${shellWord(sku)}`;
  const adopt = isOfPeople(cause) ? [`  Or take it into the stock: ${command} --adopt`] : [];
  return [`  Repair it with: ${command} --repair`, ...adopt];
}

const EVIDENCE = {
  answer: 'the answer to a push',
  reading: 'a reading',
  page: 'a page of its catalogue',
  notice: 'a notice',
  count: 'the report of an order',
} as const;
