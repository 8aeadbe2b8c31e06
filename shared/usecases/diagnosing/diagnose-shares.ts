// Finds shares whose units do not move: nobody else can sell them meanwhile.
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { WaitingShare } from '../../ports/diagnosing/diagnosis.ts';
import { type Finding, problemFinding, wellFinding } from './finding.ts';

/** Units move within a lag, or two settle times; a sale may stay unreported for an hour. After two, nothing is under way. */
const MOVES_WITHIN_MS = 2 * 3_600_000;
const LISTED_MAX = 10;

/** Names each share that has units which it should not keep, with why, since when, and what to do. */
export function shareFindings(waiting: readonly WaitingShare[], now: Date): readonly Finding[] {
  const stuck = waiting.filter(({ since }) => now.getTime() - Date.parse(since) >= MOVES_WITHIN_MS);
  if (stuck.length === 0) {
    return [wellFinding('deployment', 'shares', 'No share holds units that it should give back.')];
  }
  const listed = stuck.slice(0, LISTED_MAX).map((share) => stuckFinding(share));
  const more = stuck.length - listed.length;
  return more === 0
    ? listed
    : [...listed, problemFinding('deployment', 'shares', `${more} more shares hold units that they should give back.`)];
}

function stuckFinding({ sku, listing, units, goal, since, hasLeft }: WaitingShare): Finding {
  return hasLeft
    ? problemFinding(
        'deployment',
        'shares',
        `${sku} on ${listing} is pushed no more since ${since}, and its share still holds ${units}: it was not seen to show nothing.`,
        OPERATOR_COMMANDS.import,
      )
    : problemFinding(
        'deployment',
        'shares',
        `${sku} on ${listing} holds ${units} where it should have ${goal}, and has not moved since ${since}: its channel was not seen to show less.`,
        OPERATOR_COMMANDS.channels,
      );
}
