// Says up to which demand endgames hold, and which do not apply because a lag is too long.
import { type EndgameLimit, endgameLimit, type SlowEndgame, slowEndgame } from '../../domain/exposure/endgame.ts';
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { managedOf, poolOf } from '../../domain/exposure/share-pools.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type Finding, noteFinding, wellFinding } from './finding.ts';
import type { SkuSurvey } from './survey-skus.ts';

/** A SKU whose rules say `endgame`, and what that cannot hold. */
type LimitedEndgame = {
  readonly sku: Sku;
  /** Units that its listings draw on. */
  readonly available: number;
  readonly limit?: EndgameLimit | undefined;
  readonly tooSlow?: SlowEndgame | undefined;
};

/** `rules`: those of SKUs that have none of their own; `settleMs`: how long a channel may take to show a figure. */
type EndgameSettings = { readonly rules: ExposureRules; readonly settleMs: number };

const LISTED_MAX = 10;

/**
 * A note for each SKU whose endgame has a limit or does not apply: those with the most units first, because these can oversell
 * the most. The merchant must know it before a rush.
 */
export function endgameSurvey(settings: EndgameSettings, now: Date): SkuSurvey {
  let most: readonly LimitedEndgame[] = [];
  let count = 0;
  return {
    add(state) {
      const limited = limitedEndgame(state, settings, now);
      if (limited !== undefined) {
        count += 1;
        most = [...most, limited].toSorted((a, b) => b.available - a.available).slice(0, LISTED_MAX);
      }
    },
    findings: () => endgameFindings(most, count),
  };
}

function endgameFindings(most: readonly LimitedEndgame[], count: number): readonly Finding[] {
  if (count === 0) {
    return [wellFinding('deployment', 'endgames', 'No SKU is under an endgame that a rush could outrun.')];
  }
  const listed = most.map((each) => noteFinding('deployment', 'endgames', sentenceOf(each)));
  const others = `${count - most.length} more SKUs, with fewer units, are under endgame.`;
  return count > most.length ? [...listed, noteFinding('deployment', 'endgames', others)] : listed;
}

function limitedEndgame(state: SkuState, { rules, settleMs }: EndgameSettings, now: Date): LimitedEndgame | undefined {
  const exposure = currentExposure(state, rules);
  if (exposure.rules.policy !== 'endgame' || exposure.madeOf !== undefined) {
    return undefined;
  }
  const tooSlow = slowEndgame(exposure, { ...state, settleMs });
  const limit = tooSlow === undefined ? endgameLimit(exposure, { ...state, settleMs }, now) : undefined;
  return tooSlow === undefined && limit === undefined
    ? undefined
    : { sku: state.sku, available: poolOf(state.stock, managedOf(state)), limit, tooSlow };
}

function sentenceOf({ sku, available, limit, tooSlow }: LimitedEndgame): string {
  if (tooSlow?.appliedLater !== undefined) {
    return `${sku}: ${tooSlow.appliedLater.join(', ')} may put back what it sold until it shows a figure, so that an endgame does not keep to its risk: its ${available} units are offered under escrow.`;
  }
  const { appliedLater = [] } = limit ?? {};
  const withSettleTime =
    appliedLater.length === 0
      ? ''
      : ` The lag of ${appliedLater.join(', ')} contains settleSeconds, in which it may show a figure that it accepted.`;
  if (tooSlow !== undefined) {
    return `${sku}: at a lag of ${tooSlow.lagSeconds.toFixed(1)} s an endgame begins too late: its ${available} units are offered under escrow until every lag is below ${tooSlow.againBelowSeconds} s.`;
  }
  const { unitsPerSecond = 0, lagSeconds = 0 } = limit ?? {};
  return `${sku}: of ${available} units the endgame keeps to its risk up to ${unitsPerSecond.toFixed(2)} units a second at a lag of ${lagSeconds.toFixed(1)} s.${withSettleTime} A faster rush oversells: use escrow where one may come.`;
}
