/** What a patch of a listing asks for, and what the listing is after it. */
import * as v from 'valibot';
import type { ChannelCode, Listing } from './listings.ts';

const AVAILABILITY = '/attributes/fulfillment_availability';
const CHANNEL_CODES: readonly string[] = ['DEFAULT', 'AMAZON_NA'] satisfies ChannelCode[];

const bodySchema = v.object({
  productType: v.pipe(v.string(), v.minLength(1)),
  patches: v.pipe(
    v.array(
      v.object({
        op: v.picklist(['add', 'replace', 'merge', 'delete']),
        path: v.string(),
        value: v.optional(v.array(v.record(v.string(), v.unknown()))),
      }),
    ),
    v.minLength(1),
  ),
});

const availabilitySchema = v.object({
  fulfillment_channel_code: v.picklist(['DEFAULT', 'AMAZON_NA']),
  quantity: v.optional(v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0, 'must not be below 0'))),
  lead_time_to_ship_max_days: v.optional(v.pipe(v.number(), v.integer())),
  restock_date: v.optional(v.string()),
});

export type PatchBody = v.InferOutput<typeof bodySchema>;
export type Availability = v.InferOutput<typeof availabilitySchema>;
export type AvailabilityPatch = { op: PatchBody['patches'][number]['op']; values: Availability[] };
export type Issue = {
  code: string;
  message: string;
  severity: 'ERROR';
  attributeNames: string[];
  categories: string[];
};

/** The body of a patchListingsItem request, or why it is malformed (which Amazon answers with 400). */
export function parsePatchBody(body: unknown): { ok: true; body: PatchBody } | { ok: false; reason: string } {
  const parsed = v.safeParse(bodySchema, body);
  if (parsed.success) return { ok: true, body: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, reason: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` };
}

/** What the patch would do to the listing, or the issues for which Amazon answers INVALID. */
export function readPatches(
  { productType, patches }: PatchBody,
  listing: Listing,
): { ok: true; patches: AvailabilityPatch[] } | { ok: false; issues: Issue[] } {
  const issues: Issue[] = [];
  const read: AvailabilityPatch[] = [];
  // PRODUCT stands for whatever type the listing has.
  if (productType !== 'PRODUCT' && productType !== listing.productType) {
    issues.push(issueOf('4000003', `The listing's product type is ${listing.productType}, not ${productType}.`, []));
  }
  for (const { op, path, value = [] } of patches) {
    if (path !== AVAILABILITY) {
      issues.push(issueOf('90000900', `The sandbox keeps no attribute at ${path}.`, [path]));
      continue;
    }
    const parsed = v.safeParse(v.pipe(v.array(availabilitySchema), v.minLength(1)), value);
    if (parsed.success) read.push({ op, values: parsed.output });
    else {
      const [issue] = parsed.issues;
      issues.push(
        issueOf('90220', `${v.getDotPath(issue) ?? 'value'}: ${issue.message}`, ['fulfillment_availability']),
      );
    }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, patches: read };
}

/**
 * The listing after one patch. `replace` (and `add`) sets the attribute as a whole, and so wipes a lead time or restock
 * date that it does not repeat; `merge` keeps them (https://developer-docs.amazon.com/sp-api/docs/merge-a-listing).
 * A quantity makes the listing merchant-fulfilled, whatever it was before.
 */
export function afterPatch(listing: Listing, { op, values }: AvailabilityPatch): Partial<Listing> {
  const value = values.find(({ fulfillment_channel_code: code }) => code === 'DEFAULT') ?? values[0];
  if (!value) return {};
  const cleared = { quantity: 0, leadTimeToShipMaxDays: undefined, restockDate: undefined };
  if (op === 'delete') return value.fulfillment_channel_code === listing.channelCode ? cleared : {};
  const given = {
    ...(value.quantity === undefined ? {} : { quantity: value.quantity }),
    ...(value.lead_time_to_ship_max_days === undefined
      ? {}
      : { leadTimeToShipMaxDays: value.lead_time_to_ship_max_days }),
    ...(value.restock_date === undefined ? {} : { restockDate: value.restock_date }),
    channelCode: value.quantity === undefined ? value.fulfillment_channel_code : ('DEFAULT' as const),
  };
  return op === 'merge' ? given : { ...cleared, ...given };
}

/** The quantities that a patch names, for the call log, whether or not Amazon would take them. */
export function quantitiesIn({ patches }: PatchBody): { channelCode: string; quantity: number; op: string }[] {
  return patches.flatMap(({ op, path, value = [] }) =>
    path !== AVAILABILITY
      ? []
      : value.flatMap(({ fulfillment_channel_code: code, quantity }) =>
          typeof quantity === 'number' ? [{ op, quantity, channelCode: channelName(code) }] : [],
        ),
  );
}

function channelName(code: unknown): string {
  return typeof code === 'string' && CHANNEL_CODES.includes(code) ? code : `unknown: ${JSON.stringify(code)}`;
}

function issueOf(code: string, message: string, attributeNames: string[]): Issue {
  return { code, message, severity: 'ERROR', attributeNames, categories: ['INVALID_ATTRIBUTE'] };
}
