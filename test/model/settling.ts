import { currentExposure, type Exposure } from '../../shared/domain/exposure/exposure.ts';
import { exposureUnderRules } from '../../shared/domain/exposure/policy.ts';
import { outstanding } from '../../shared/domain/pushing/push.ts';
import { isDivided, rebalancedExposure } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { writeExposure } from '../fakes/memory-pushes.ts';
import type { Step } from './search.ts';
import { alsoLooks } from './shop.ts';
import { itemsOf, NOW, rulesOf, type Settling, type State, snapshotOf, withItems } from './state.ts';

/** How whoever settles goes on: with this state of himself, or undefined once he is through. */
export type GoOn = (state: State, at: Settling | undefined) => State;

/** Reads, and works out how shares move (rebalanceShares in shared/usecases/exposure/rebalance-shares.ts). */
export function beginSettling(state: State, goOn: GoOn): State {
  const read = snapshotOf(state);
  const { exposure } = read;
  if (!isDivided(exposure)) {
    return goOn(state, undefined);
  }
  const settled = rebalancedExposure(read, exposure, rulesOf('shared'), NOW);
  if (settled !== undefined) {
    return goOn(state, { at: 'revised', read, exposure: settled.exposure });
  }
  return goOn(state, mustTell(exposure) ? { at: 'telling', read, exposure } : undefined);
}

/** Each write, and what is told, is a step of its own. */
export function settles(state: State, settling: Settling, who: string, goOn: GoOn): readonly Step<State>[] {
  const { read, exposure } = settling;
  switch (settling.at) {
    case 'revised': {
      const items = itemsOf(state);
      if (writeExposure(items, read, { exposure, demand: undefined }) === 'conflict') {
        return [[`${who} meets another writer of the shares, and reads again`, beginSettling(state, goOn)]];
      }
      const next = mustTell(exposure) ? ({ at: 'telling', read: { ...read, exposure }, exposure } as const) : undefined;
      return [[`${who} writes the shares`, goOn(withItems(state, items), next)]];
    }
    case 'telling': {
      const due = exposure.untold ?? [];
      const next = { at: 'told', read, exposure } as const;
      return [[`${who} tells ${due.join(', ')}`, goOn({ ...state, looks: alsoLooks(state, due) }, next)]];
    }
    case 'told': {
      const { untold: _untold, ...told } = exposure;
      const items = itemsOf(state);
      const written = writeExposure(items, { ...read, exposure, listings: [] }, { exposure: told, demand: undefined });
      return [[`${who} notes that they are told (${written})`, goOn(withItems(state, items), undefined)]];
    }
    default:
      return settling.at satisfies never;
  }
}

/** Whoever changes the policy (applyToSku in shared/usecases/exposure/change-policy.ts), again after a crash until it is done. */
export function operates(state: State): readonly Step<State>[] {
  const { operator, policies } = state;
  const goOn: GoOn = (after, at) => ({ ...after, operator: at ?? { at: 'idle' } });
  switch (operator.at) {
    case 'idle': {
      const [policy] = policies;
      if (policy === undefined) {
        return [];
      }
      const read = snapshotOf(state);
      const exposure = exposureUnderRules(currentExposure(read, rulesOf('shared')), rulesOf(policy), read, NOW);
      const channels = read.listings.map(({ channel }) => channel);
      const untold = [...new Set([...(exposure.untold ?? []), ...channels])].sort();
      return [
        [
          `an operator decides for ${policy}`,
          { ...state, operator: { at: 'decided', read, exposure: { ...exposure, untold } } },
        ],
      ];
    }
    case 'decided': {
      const items = itemsOf(state);
      const { read, exposure } = operator;
      if (writeExposure(items, read, { exposure, demand: undefined }, true) === 'conflict') {
        return [['the operator meets another writer', { ...state, operator: { at: 'idle' } }]];
      }
      const ruled = { ...withItems(state, items), policies: policies.slice(1) };
      const written: Step<State> = [`the SKU head says ${exposure.rules.policy}`, beginSettling(ruled, goOn)];
      return [written, ...crash(ruled)];
    }
    case 'again': {
      const exposure = currentExposure(state.head, rulesOf('shared'));
      const due = state.listings.filter((each) => outstanding(state.head.stock, each, exposure) !== 0);
      const looks = alsoLooks(
        state,
        due.map(({ channel }) => channel),
      );
      return [['the operator runs it again', beginSettling({ ...state, looks }, goOn)]];
    }
    default:
      return [...settles(state, operator, 'the operator', goOn), ...crash(state)];
  }
}

function crash(state: State): readonly Step<State>[] {
  const { left } = state;
  const spent = { ...left, faults: left.faults - 1 };
  return left.faults > 0 ? [['the operator’s run crashes', { ...state, left: spent, operator: { at: 'again' } }]] : [];
}

function mustTell({ untold = [] }: Exposure): boolean {
  return untold.length > 0;
}
