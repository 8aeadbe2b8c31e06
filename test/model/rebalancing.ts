/** How functions rebalance shares in the model, by the product's own rules. */
import { bundledUnits } from '../../shared/domain/exposure/bundled-units.ts';
import { currentExposure, type Exposure, isDivided } from '../../shared/domain/exposure/exposure.ts';
import { exposureUnderRules } from '../../shared/domain/exposure/policy.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import { outstanding } from '../../shared/domain/pushing/push.ts';
import { rebalancedExposure } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { writeExposure } from '../fakes/memory/memory-pushes.ts';
import type { Step } from './search.ts';
import { withRequests } from './shop.ts';
import { itemsOf, NOW, type Rebalancing, rulesOf, type State, skuStateOf, withItems } from './state.ts';

/** How the caller continues after a step of its rebalance: at this step, or undefined once it is done. */
export type GoOn = (state: State, at: Rebalancing | undefined) => State;

/** Reads, and works out how shares move (rebalanceShares in shared/usecases/exposure/rebalance-shares.ts). */
export function beginRebalance(state: State, goOn: GoOn): State {
  const read = skuStateOf(state);
  const { exposure } = read;
  if (!isDivided(exposure)) {
    return goOn(state, undefined);
  }
  const counted = state.bundles && exposure.shares && bundledUnits(read.sku, state.bundles);
  const bundled = counted?.kind === 'counted' ? counted.units : undefined;
  const ports = { rules: rulesOf('shared'), settleMs: SETTLE_MS_DEFAULT };
  const rebalanced = rebalancedExposure(read, exposure, ports, NOW, bundled);
  if (rebalanced !== undefined) {
    return goOn(state, { at: 'revised', read, exposure: rebalanced.exposure });
  }
  return goOn(state, mustNotify(exposure) ? { at: 'notifying', read, exposure } : undefined);
}

/** Each write, and each event, is a step of its own. */
export function rebalances(state: State, rebalancing: Rebalancing, who: string, goOn: GoOn): readonly Step<State>[] {
  const { read, exposure } = rebalancing;
  switch (rebalancing.at) {
    case 'revised': {
      const items = itemsOf(state);
      if (writeExposure(items, read, { exposure, demand: undefined }) === 'conflict') {
        return [[`${who} meets another writer of the shares, and reads again`, beginRebalance(state, goOn)]];
      }
      const next = mustNotify(exposure)
        ? ({ at: 'notifying', read: { ...read, exposure }, exposure } as const)
        : undefined;
      return [[`${who} writes the shares`, goOn(withItems(state, items), next)]];
    }
    case 'notifying': {
      const due = exposure.toNotify ?? [];
      const next = { at: 'notified', read, exposure } as const;
      // As bundlesToNotify (notify-channels.ts).
      const goesOnElsewhere = state.bundles !== undefined && !(exposure.shares && exposure.bundled === 0);
      const notified = { ...state, requests: withRequests(state, due), ...(goesOnElsewhere && { goesOnElsewhere }) };
      return [[`${who} notifies ${due.join(', ')}`, goOn(notified, next)]];
    }
    case 'notified': {
      const { toNotify: _toNotify, ...notified } = exposure;
      const items = itemsOf(state);
      const written = writeExposure(
        items,
        { ...read, exposure, listings: [] },
        { exposure: notified, demand: undefined },
      );
      return [[`${who} writes that they are notified (${written})`, goOn(withItems(state, items), undefined)]];
    }
    default:
      return rebalancing.at satisfies never;
  }
}

/** An operator changes the policy (applyToSku in shared/usecases/exposure/change-policy.ts), again after a crash until done. */
export function operates(state: State): readonly Step<State>[] {
  const { operator, policies } = state;
  const goOn: GoOn = (after, at) => ({ ...after, operator: at ?? { at: 'idle' } });
  switch (operator.at) {
    case 'idle': {
      const [policy] = policies;
      if (policy === undefined) {
        return [];
      }
      const read = skuStateOf(state);
      const exposure = exposureUnderRules(
        currentExposure(read, rulesOf('shared')),
        rulesOf(policy),
        read,
        NOW,
        SETTLE_MS_DEFAULT,
      );
      const channels = read.listings.map(({ channel }) => channel);
      const toNotify = [...new Set([...(exposure.toNotify ?? []), ...channels])].sort();
      return [
        [
          `an operator decides for ${policy}`,
          { ...state, operator: { at: 'decided', read, exposure: { ...exposure, toNotify } } },
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
      const written: Step<State> = [`the SKU head says ${exposure.rules.policy}`, beginRebalance(ruled, goOn)];
      return [written, ...crash(ruled)];
    }
    case 'again': {
      const exposure = currentExposure(state.head, rulesOf('shared'));
      const due = state.listings.filter((each) => outstanding(state.head.stock, each, exposure) !== 0);
      const requests = withRequests(
        state,
        due.map(({ channel }) => channel),
      );
      return [['the operator runs it again', beginRebalance({ ...state, requests }, goOn)]];
    }
    default:
      return [...rebalances(state, operator, 'the operator', goOn), ...crash(state)];
  }
}

function crash(state: State): readonly Step<State>[] {
  const { left } = state;
  const spent = { ...left, faults: left.faults - 1 };
  return left.faults > 0 ? [['the operator’s run crashes', { ...state, left: spent, operator: { at: 'again' } }]] : [];
}

function mustNotify({ toNotify = [] }: Exposure): boolean {
  return toNotify.length > 0;
}
