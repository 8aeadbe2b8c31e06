// Says up to which demand endgames hold, and which do not apply because a lag is too long.
import { type EndgameLimit, endgameLimit, type SlowEndgame, slowEndgame } from '../../domain/exposure/endgame.ts';
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { managedOf, poolOf } from '../../domain/exposure/share-pools.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type Finding, noteFinding, wellFinding } from './finding.ts';

/** A SKU whose rules say `endgame`, and what that cannot hold. */
type LimitedEndgame = {
  readonly sku: Sku;
  /** Units that its listings draw on. */
  readonly available: number;
  readonly limit?: EndgameLimit | undefined;
  readonly tooSlow?: SlowEndgame | undefined;
};

const LISTED_MAX = 10;

/**
 * A note for each SKU whose endgame has a limit or does not apply: those with the most units first, because these can oversell
 * the most. The merchant must know it before a rush. `rules`: those of SKUs that have none of their own.
 */
export async function endgameFindings(
  states: AsyncIterable<SkuState>,
  rules: ExposureRules,
  now: Date,
): Promise<readonly Finding[]> {
  let most: readonly LimitedEndgame[] = [];
  let count = 0;
  for await (const state of states) {
    const limited = limitedEndgame(state, rules, now);
    if (limited !== undefined) {
      count += 1;
      most = [...most, limited].toSorted((a, b) => b.available - a.available).slice(0, LISTED_MAX);
    }
  }
  if (count === 0) {
    return [wellFinding('deployment', 'endgames', 'No SKU is under an endgame that a rush could outrun.')];
  }
  const listed = most.map((each) => noteFinding('deployment', 'endgames', sentenceOf(each)));
  const others = `${count - most.length} more SKUs, with fewer units, are under endgame.`;
  return count > most.length ? [...listed, noteFinding('deployment', 'endgames', others)] : listed;
}

function limitedEndgame(state: SkuState, rules: ExposureRules, now: Date): LimitedEndgame | undefined {
  const exposure = currentExposure(state, rules);
  if (exposure.rules.policy !== 'endgame' || exposure.madeOf !== undefined) {
    return undefined;
  }
  const tooSlow = slowEndgame(exposure, state);
  const limit = tooSlow === undefined ? endgameLimit(exposure, state, now) : undefined;
  return tooSlow === undefined && limit === undefined
    ? undefined
    : { sku: state.sku, available: poolOf(state.stock, managedOf(state)), limit, tooSlow };
}

function sentenceOf({ sku, available, limit, tooSlow }: LimitedEndgame): string {
  if (tooSlow !== undefined) {
    return `${sku}: at a lag of ${tooSlow.lagSeconds.toFixed(1)} s an endgame begins too late: its ${available} units are offered under escrow until every lag is below ${tooSlow.againBelowSeconds} s.`;
  }
  const { unitsPerSecond = 0, lagSeconds = 0, appliedLater = [] } = limit ?? {};
  const onTop = `What ${appliedLater.join(', ')} sells until it shows a figure that it accepted comes on top. `;
  return `${sku}: of ${available} units the endgame keeps to its risk up to ${unitsPerSecond.toFixed(2)} units a second at a lag of ${lagSeconds.toFixed(1)} s. ${appliedLater.length === 0 ? '' : onTop}A faster rush oversells: use escrow where one may come.`;
}
