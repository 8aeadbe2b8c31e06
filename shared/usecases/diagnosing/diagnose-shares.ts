// Finds shares whose units do not move: nobody else can sell them meanwhile.
import type { Sku } from '../../domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type Finding, problemFinding, wellFinding } from './finding.ts';
import type { SkuSurvey } from './survey-skus.ts';

/** Units move within a lag, or two settle times; a sale may stay unreported for an hour. After two, nothing is under way. */
const MOVES_WITHIN_MS = 2 * 3_600_000;
const LISTED_MAX = 10;

/** Names each share that has units which it should not keep, with why, since when, and what to do. */
export function shareSurvey(now: Date): SkuSurvey {
  const stuck: WaitingShare[] = [];
  return {
    add: (state) => void stuck.push(...waitingShares(state).filter(({ since }) => isStuck(since, now))),
    findings() {
      if (stuck.length === 0) {
        return [wellFinding('deployment', 'shares', 'No share holds units that it should give back.')];
      }
      const listed = stuck.slice(0, LISTED_MAX).map(stuckFinding);
      const more = stuck.length - listed.length;
      const says = `${more} more shares hold units that they should give back.`;
      return more === 0 ? listed : [...listed, problemFinding('deployment', 'shares', says)];
    },
  };
}

/** Under escrow: a share with more units than it should come to. */
type WaitingShare = {
  readonly sku: Sku;
  readonly listing: string;
  readonly units: number;
  readonly goal: number;
  /** When its listing left; otherwise when it last sold, was granted units, or lost its goal. ISO 8601. */
  readonly since: string;
  /** Its listing is pushed no more, or is gone. */
  readonly hasLeft: boolean;
};

function waitingShares({ sku, exposure }: SkuState): readonly WaitingShare[] {
  return Object.entries(exposure?.shares ?? {}).flatMap(([listing, { units, goal, leftAt, since }]) =>
    units > Math.max(0, goal)
      ? [{ sku, listing, units, goal, since: leftAt ?? since, hasLeft: leftAt !== undefined }]
      : [],
  );
}

function isStuck(since: string, now: Date): boolean {
  return now.getTime() - Date.parse(since) >= MOVES_WITHIN_MS;
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
