/** How SKUs are offered: the exposure and the demand on a SKU head, and the policy book. */
import * as v from 'valibot';
import type { Demand } from '../../domain/exposure/demand.ts';
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { PolicyEntry, PolicyRules, SkuPolicy } from '../../domain/exposure/policy.ts';
import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import { channelIdSchema, recordOf, skuSchema, timeSchema } from './fields.ts';
import { renamingShapeOf, type Shape, type StoredFields, shapeOf } from './shape.ts';

const policy = v.picklist(['shared', 'endgame', 'escrow']);
const buffer = v.union([v.number(), v.literal('auto')]);

const rules = v.strictObject({
  policy,
  safetyStock: v.number(),
  channels: recordOf(channelIdSchema, v.strictObject({ buffer, cap: v.exactOptional(v.number()) })),
  risk: v.number(),
  urgentAt: v.exactOptional(v.number()),
  endgameAt: v.exactOptional(v.number()),
  lowAt: v.exactOptional(v.number()),
  lowDays: v.exactOptional(v.number()),
});

const level = v.strictObject({
  kind: v.picklist(['enough', 'low', 'out']),
  seq: v.number(),
  at: timeSchema,
  available: v.number(),
  threshold: v.number(),
});

const storedExposure = v.strictObject({
  rules,
  revision: v.number(),
  buffers: v.exactOptional(recordOf(channelIdSchema, v.number())),
  endgame: v.exactOptional(v.strictObject({ listing: v.string(), since: timeSchema, from: v.number() })),
  shares: v.exactOptional(
    recordOf(
      v.string(),
      v.strictObject({
        units: v.number(),
        goal: v.number(),
        since: timeSchema,
        isEntering: v.exactOptional(v.literal(true)),
        isProven: v.exactOptional(v.literal(true)),
        leftAt: v.exactOptional(timeSchema),
      }),
    ),
  ),
  reserve: v.exactOptional(
    v.strictObject({ units: v.number(), since: timeSchema, isUsed: v.exactOptional(v.literal(true)) }),
  ),
  bundled: v.exactOptional(v.number()),
  level: v.exactOptional(level),
  madeOf: v.exactOptional(v.array(v.strictObject({ sku: skuSchema, quantity: v.number() }))),
  partOf: v.exactOptional(v.array(skuSchema)),
  untold: v.exactOptional(v.array(channelIdSchema)),
});

const exposure = v.pipe(
  storedExposure,
  v.transform(({ untold, ...same }): Exposure => ({ ...same, ...(untold !== undefined && { toNotify: untold }) })),
);

/** The channels to notify are stored as `untold`. */
function toStoredExposure({ toNotify, ...same }: Exposure) {
  return { ...same, ...(toNotify !== undefined && { untold: toNotify }) };
}

/**
 * Version 1 knew no share that is entering or proven: the next rebalance notes it. Version 2 knew no reserve for holds, no
 * listing that left, and did not count bundles: under escrow nothing of a component is granted until they are counted. Version 3
 * knew no level, and no rules of one.
 */
const asWrittenBefore = (older: StoredFields): StoredFields => older;

/** How a SKU is offered. It is written whole, with or without the rest of its SKU head. */
export const exposureShape: Shape<Exposure, object> = renamingShapeOf('exposure', exposure, toStoredExposure, [
  asWrittenBefore,
  asWrittenBefore,
  asWrittenBefore,
]);

const stretch = v.strictObject({ from: timeSchema, units: v.number() });

/** How fast a SKU sells, and where. Written whole as well. */
export const demandShape: Shape<Demand> = shapeOf(
  'demand',
  v.strictObject({
    present: stretch,
    previous: v.exactOptional(stretch),
    lastAt: timeSchema,
    parts: recordOf(v.string(), v.number()),
    partsUnits: v.exactOptional(v.number()),
    recentParts: v.exactOptional(recordOf(v.string(), v.number())),
  }),
  [toTwoMemories],
);

/** Version 1 knew one memory of the parts: the second one begins as the first. */
function toTwoMemories(older: StoredFields): StoredFields {
  return older;
}

const orNone = v.union([v.number(), v.literal('none')]);

const policyRules: v.GenericSchema<unknown, PolicyRules> = v.strictObject({
  policy: v.exactOptional(policy),
  safetyStock: v.exactOptional(v.number()),
  risk: v.exactOptional(v.number()),
  endgameAt: v.exactOptional(buffer),
  lowAt: v.exactOptional(orNone),
  lowDays: v.exactOptional(orNone),
  channels: v.exactOptional(
    recordOf(
      channelIdSchema,
      v.strictObject({
        buffer: v.exactOptional(buffer),
        cap: v.exactOptional(orNone),
      }),
    ),
  ),
});

const policyGroup: v.GenericSchema<unknown, PolicyGroup> = v.variant('kind', [
  v.strictObject({ kind: v.literal('default') }),
  v.strictObject({ kind: v.picklist(['tag', 'prefix']), name: v.string() }),
]);

/** Version 1 had no settings of a level. */
const withoutLevels = asWrittenBefore;

/** What the policy book says of a group of SKUs. Its `version` counts changes of the rules, not of their form. */
export const groupPolicyShape: Shape<PolicyEntry & { readonly group: PolicyGroup }> = shapeOf(
  'group policy',
  v.strictObject({ group: policyGroup, rules: policyRules, version: v.number() }),
  [withoutLevels],
);

/** What the policy book says of one SKU. */
export const skuPolicyShape: Shape<SkuPolicy> = shapeOf(
  'SKU policy',
  v.strictObject({ rules: policyRules, version: v.number(), tags: v.array(v.string()) }),
  [withoutLevels],
);
