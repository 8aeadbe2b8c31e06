/** Prints one difference between a channel and our belief. */
import { listingId } from '../../shared/domain/listing/listing.ts';
import { causeInWords, isOfPeople } from '../../shared/domain/reconciling/difference-cause.ts';
import { OPERATOR_COMMANDS, shellWord } from '../../shared/operator-commands.ts';
import type { Difference, FoundRise } from '../../shared/usecases/reconciling/list-differences.ts';

import { printable } from '../terminal/printable.ts';
import { signed } from './signed.ts';

/** What was done about the difference just now. */
export type Done = 'nothing' | 'repaired' | 'adopted';

/** Both figures, the cause with its evidence, and the commands that end it, unless that was done. */
export function differenceLine(difference: Difference, done: Done): string {
  const { sku, shows, shown, sellable, since, evidence, isAsked } = difference;
  const restsOn = evidence === undefined ? 'nothing that is known' : `${EVIDENCE[evidence.kind]} of ${evidence.asOf}`;
  return [
    `${sku} on ${listingId(difference)}: shows ${shows}, believed ${shown}, should show ${sellable}, since ${since}.`,
    `  Likeliest: ${causeInWords(difference)}. The belief rests on ${restsOn}.${isAsked ? ' It waits for you.' : ''}`,
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

/** What the operator asks for: the ledger's figure at the channel, or the channel's in the ledger. */
type Asked = { readonly repair: boolean; readonly adopt: boolean };

/** How the difference would be ended: the channel's figure before and after, or the stock's. */
export function plannedLine(difference: Difference, { repair }: Asked): string {
  const { sku, shows, shown, sellable, cause } = difference;
  const about = `${printable(sku)} on ${listingId(difference)}`;
  if (repair) {
    return `${about}: shows ${shows} → ${sellable}`;
  }
  return isOfPeople(cause)
    ? `${about}: ${signed(shows - shown)} units are posted to the ledger, and it goes on showing ${shows}`
    : `${about}: stays as it is, because nobody changed it there: use --repair`;
}

/** How the rise would be answered. */
export function plannedRise({ listing, rise: { shows, believed } }: FoundRise, { repair }: Asked): string {
  const about = `${printable(listing.sku)} on ${listingId(listing)}`;
  return repair
    ? `${about}: the question about ${shows - believed} units is ended, nothing is posted`
    : `${about}: ${signed(shows - believed)} units are posted to the ledger`;
}

/** What was done about the rise just now. */
export type RiseDone = 'nothing' | 'adopted' | 'dismissed';

/** Both figures, what became of them, and the commands that answer it, unless that was done. */
export function riseLine({ listing, rise }: FoundRise, done: RiseDone): string {
  const { sku, channel } = listing;
  const { shows, believed, at } = rise;
  const command = `${OPERATOR_COMMANDS.drift(channel)} --sku ${shellWord(sku)}`;
  const asks = [
    `  The ${shows - believed} units are there: ${command} --adopt`,
    `  They are not, or the ledger has them by now: ${command} --repair`,
  ];
  return [
    `${sku} on ${listingId(listing)}: showed ${shows} and should have shown ${believed}, at ${at}.`,
    '  Somebody raised it there, or it did not count an order. It was lowered to what the ledger has, so that nothing is oversold, and waits for you.',
    ...(done === 'nothing' ? asks : [`  ${RISE_DONE[done]}`]),
  ].join('\n');
}

/** The rise as `--json` prints it. */
export function riseAsJson({ listing: { sku, channel, channelLocation }, rise: { shows, believed, at } }: FoundRise) {
  return { sku, channel, channelLocation, shows, shown: believed, since: at, isRise: true };
}

const RISE_DONE = {
  adopted: 'Adopted: the units are posted to the ledger now.',
  dismissed: 'Ended: nothing was posted.',
} as const;

const EVIDENCE = {
  answer: 'the answer to a push',
  reading: 'a reading',
  page: 'a page of its catalogue',
  notice: 'a notice',
  count: 'the report of an order',
} as const;
