/** Proposals of links as they lie in the table: a head that names the parts, and the parts. */
import * as v from 'valibot';
import type { KeptProposal } from '../../ports/reading/proposals.ts';
import { channelIdSchema, skuSchema, timeSchema } from './fields.ts';
import { type Shape, shapeOf } from './shape.ts';

/** `generation` is in the keys of the parts; `parts` says how many listings each has. */
export type ProposalHead = {
  readonly asOf: string;
  readonly generation: string;
  readonly parts: readonly number[];
  readonly counts: Readonly<Record<KeptProposal['kind'], number>>;
};

export const proposalHeadShape: Shape<ProposalHead> = shapeOf(
  'head of the proposals',
  v.strictObject({
    asOf: timeSchema,
    generation: v.string(),
    parts: v.array(v.number()),
    counts: v.strictObject({ proposed: v.number(), ambiguous: v.number(), unmatched: v.number() }),
  }),
);

const keptProposal = v.strictObject({
  channel: channelIdSchema,
  listing: v.string(),
  name: skuSchema,
  title: v.exactOptional(v.string()),
  kind: v.picklist(['proposed', 'ambiguous', 'unmatched']),
  candidates: v.array(
    v.strictObject({
      sku: skuSchema,
      because: v.array(v.picklist(['gtin', 'asin', 'lookAlike'])),
      but: v.exactOptional(v.array(v.picklist(['numberShared', 'otherNumber', 'listedThere', 'likeAnother']))),
    }),
  ),
});

export const proposalPartShape: Shape<{ readonly listings: readonly KeptProposal[] }> = shapeOf(
  'part of the proposals',
  v.strictObject({ listings: v.array(keptProposal) }),
);
