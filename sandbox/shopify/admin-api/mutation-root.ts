/** The mutations of the Admin API. */
import type { GraphQLResolveInfo } from 'graphql';
import {
  type ActivateArguments,
  activateInventory,
  refused as notActivated,
} from '../inventory/inventory-activation.ts';
import {
  adjustQuantities,
  comparesStale,
  refused,
  requireComparisons,
  setQuantities,
  staleError,
} from '../inventory/inventory-mutations.ts';
import type { AdjustInput, InventoryRow, SetInput, UserError } from '../inventory/inventory-rules.ts';
import { numericIdOf } from '../numeric-id.ts';
import type { AdminCall } from './admin-call.ts';
import { guarded } from './field-access.ts';
import type { IdempotencyKeys } from './idempotency/idempotency.ts';
import { type RefusableAnswer, runOnce } from './idempotency/idempotent-mutation.ts';
import { queryRoot } from './query-root.ts';
import { createSubscription, deleteSubscription, updateSubscription } from './subscription-nodes.ts';

/**
 * What happens to a repeated key whose first attempt took effect. `answer` replays it, as documented. `compareFirst`
 * compares `changeFromQuantity` again and so answers CHANGE_FROM_QUANTITY_STALE after a change that did take effect:
 * seen live on 2026-07 (a spike of a third party, four identical calls), so a client has to bear both.
 */
export type ReplayRule = 'answer' | 'compareFirst';

export type MutationRules = {
  keys: IdempotencyKeys<RefusableAnswer>;
  inFlightMs: number;
  replay: ReplayRule;
  /** What the next inventory mutations are refused with, one each. */
  refusals: UserError[];
};

type SubscriptionArguments = { id: string; topic: string; webhookSubscription: Record<string, unknown> };

/** The mutations that the schema keeps. */
export function mutationRoot(call: AdminCall, rules: MutationRules): Record<string, unknown> {
  const { keys, inFlightMs } = rules;
  const beforeReplay = (name: string, rows: readonly InventoryRow[]) => () =>
    rules.replay === 'compareFirst' && comparesStale(call, name, rows) ? refused([staleError()]) : undefined;
  const noted = async <Answer extends RefusableAnswer>(answer: Answer | Promise<Answer>): Promise<Answer> => {
    const known = await answer;
    call.refusals.push(...known.userErrors.map(({ code }) => code ?? 'no code'));
    return known;
  };
  const idOf = (globalId: string) => numericIdOf('WebhookSubscription', globalId) ?? '';
  return {
    inventorySetQuantities: (args: { input: SetInput }, _: unknown, info: GraphQLResolveInfo) => {
      const { name, quantities } = args.input;
      requireComparisons('inventorySetQuantities', 'quantities', 'InventoryQuantityInput', quantities);
      const run = () => refusedNext(rules) ?? setQuantities(call, args.input);
      return noted(
        runOnce({
          keys,
          info,
          args,
          inFlightMs,
          run,
          refuse: refused,
          beforeReplay: beforeReplay(name, quantities),
        }),
      );
    },
    inventoryAdjustQuantities: (args: { input: AdjustInput }, _: unknown, info: GraphQLResolveInfo) => {
      const { name, changes } = args.input;
      requireComparisons('inventoryAdjustQuantities', 'changes', 'InventoryChangeInput', changes);
      const run = () => refusedNext(rules) ?? adjustQuantities(call, args.input);
      return noted(
        runOnce({ keys, info, args, inFlightMs, run, refuse: refused, beforeReplay: beforeReplay(name, changes) }),
      );
    },
    inventoryActivate: (args: ActivateArguments, _: unknown, info: GraphQLResolveInfo) =>
      noted(runOnce({ keys, info, args, inFlightMs, run: () => activateInventory(call, args), refuse: notActivated })),
    bulkOperationRunQuery: ({ query, groupObjects }: { query: string; groupObjects: boolean }) =>
      call.bulk.run({ query, isGrouped: groupObjects, origin: call.origin }, () =>
        guarded(call.shop.app, queryRoot(call)),
      ),
    bulkOperationCancel: ({ id }: { id: string }) => call.bulk.cancel(id, call.origin),
    webhookSubscriptionCreate: ({ topic, webhookSubscription }: SubscriptionArguments) =>
      createSubscription(call, topic, webhookSubscription),
    webhookSubscriptionUpdate: ({ id, webhookSubscription }: SubscriptionArguments) =>
      updateSubscription(call, idOf(id), webhookSubscription),
    webhookSubscriptionDelete: ({ id }: SubscriptionArguments) => deleteSubscription(call, idOf(id), id),
  };
}

/**
 * The whole mutation is refused and nothing applied. ADJUST_QUANTITIES_FAILED says "Try again" and SERVICE_UNAVAILABLE
 * "Try again later" (InventoryAdjustQuantitiesUserErrorCode, schema 2026-10); `code` is nullable in the schema.
 */
function refusedNext({ refusals }: MutationRules): ReturnType<typeof refused> | undefined {
  const refusal = refusals.shift();
  return refusal && refused([refusal]);
}
