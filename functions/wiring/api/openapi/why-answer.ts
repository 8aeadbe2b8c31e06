/** What the API answers to why a SKU's figures are what they are; tests hold the handler to it. */
import * as v from 'valibot';
import { channel, entry, stockFigures, time, units } from './stock-answers.ts';

const listing = v.pipe(v.string(), v.description('The listing by its name within the SKU.'));
const seq = v.pipe(units, v.description('The number of an entry.'));

const inputs = v.pipe(
  v.strictObject({
    policy: v.picklist(['shared', 'endgame', 'escrow']),
    available: v.pipe(units, v.description('Available where the listing draws.')),
    safetyStock: units,
    buffer: v.pipe(units, v.description('Withheld from this channel, as configured or as computed then.')),
    cap: v.exactOptional(units),
    share: v.exactOptional(v.pipe(units, v.description('Under escrow: the share of the listing.'))),
    finisher: v.exactOptional(v.pipe(v.string(), v.description('The listing that alone shows the last units.'))),
    lagMs: v.exactOptional(v.pipe(v.number(), v.description('From receipt to answer, as measured lately.'))),
  }),
  v.description('What decided the figure.'),
);

const evidence = v.pipe(
  v.strictObject({
    kind: v.picklist(['push', 'sale', 'later', 'answer', 'reading', 'page', 'notice', 'count']),
    asOf: time,
    seq: v.exactOptional(seq),
    order: v.exactOptional(v.string()),
    answer: v.exactOptional(v.string()),
  }),
  v.description(
    'What says so. Of the past `push`: it took that push; `sale`: it counted down a sale of its own; `later`: what was found afterwards. Of the present: the kind of evidence that the belief rests on.',
  ),
);

/** Of a listing that is as it was imported. */
const noEvidence = v.pipe(
  v.strictObject({ kind: v.literal('none') }),
  v.description('It was neither pushed nor compared since it was imported.'),
);

const displayedFields = { listing, units, evidence, inputs: v.exactOptional(inputs) };

const oversale = v.strictObject({
  seq,
  units: v.pipe(units, v.description('Units of it that were not there.')),
  sale: entry,
  other: v.exactOptional(entry),
  betweenMs: v.exactOptional(
    v.pipe(v.number(), v.description('From the other sale to this one. Below 0: this one was first.')),
  ),
  lagMs: v.exactOptional(
    v.pipe(
      v.number(),
      v.description('From the other sale until this channel had the figure without it. Absent: it never had.'),
    ),
  ),
  reportedAfterMs: v.exactOptional(v.pipe(v.number(), v.description('The other channel’s part of that.'))),
  displayed: v.array(v.strictObject(displayedFields)),
  prevention: v.strictObject({
    kind: v.picklist(['escrow', 'escrowWasToCome', 'notASale', 'sellsWithoutStock', 'outsideEscrow', 'byItself']),
    buffer: v.exactOptional(units),
  }),
  says: v.pipe(v.array(v.string()), v.description('The same as sentences, in order.')),
});

/** `GET /stock/{sku}/why`. */
export const whyAnswer = v.strictObject({
  ...stockFigures,
  at: v.pipe(time, v.description('The moment that is explained.')),
  since: v.pipe(units, v.description('`moved` adds up from this entry on.')),
  moved: v.array(
    v.strictObject({
      channel,
      kind: v.string(),
      entries: units,
      onHand: units,
      committed: units,
      held: units,
      unavailable: units,
    }),
  ),
  entries: v.pipe(v.array(entry), v.description('The last ones, oldest first.')),
  displayed: v.array(
    v.strictObject({
      ...displayedFields,
      evidence: v.union([evidence, noEvidence]),
      sellable: v.exactOptional(v.pipe(units, v.description('What it may show now; absent of a moment that is past.'))),
      says: v.pipe(v.string(), v.description('The evidence in words.')),
    }),
  ),
  decisions: v.pipe(
    v.array(
      v.strictObject({
        listing,
        seq,
        change: units,
        shows: units,
        startedAt: time,
        endedAt: time,
        answer: v.string(),
        inputs: v.exactOptional(inputs),
      }),
    ),
    v.description('The last pushes, oldest first.'),
  ),
  oversales: v.pipe(v.array(oversale), v.description('Entries that left less than nothing, newest first.')),
});
