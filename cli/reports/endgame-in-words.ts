/** What an operator must know of an endgame before a rush, in sentences. */
import type { EndgameLimit, SlowEndgame } from '../../shared/domain/exposure/endgame.ts';

/** Said wherever somebody chooses a policy; README.md says it too. */
export const ENDGAME_CAN_OVERSELL =
  'Under endgame a rush too fast for the lag of the channels oversells: policy plan says how fast that is. Escrow has no such limit.';

/** A rush can oversell hundreds of units before its first sale is reported: the merchant must know it beforehand. */
export function endgameLimitSentence({ unitsPerSecond, lagSeconds, appliedLater = [] }: EndgameLimit): string {
  const rate = unitsPerSecond < 10 ? unitsPerSecond.toFixed(2) : Math.floor(unitsPerSecond);
  return `endgame keeps to its risk up to ${rate} units a second at a lag of ${lagSeconds.toFixed(1)} s: a faster rush sells out before it is known, and oversells. Where one may come, use escrow or --endgame-at with all units${settleTimeSentence(appliedLater)}`;
}

/** Why a SKU whose rules say `endgame` is offered under escrow. */
export function tooSlowSentence({ lagSeconds, againBelowSeconds, appliedLater }: SlowEndgame): string {
  if (appliedLater !== undefined) {
    return `${appliedLater.join(', ')} may put back what it sold until it shows a figure, so that an endgame does not keep to its risk: it is offered under escrow`;
  }
  return `at a lag of ${lagSeconds.toFixed(1)} s an endgame begins too late: it is offered under escrow until every lag is below ${againBelowSeconds} s`;
}

function settleTimeSentence(listings: readonly string[] = []): string {
  return listings.length === 0
    ? ''
    : `. The lag of ${listings.join(', ')} contains settleSeconds, in which it may show a figure that it accepted`;
}
