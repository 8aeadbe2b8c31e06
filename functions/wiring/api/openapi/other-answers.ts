/** What the API answers about channels, problems, holds, and what it refuses; tests hold the handlers to these. */
import * as v from 'valibot';
import { channel, sku, time, units } from './stock-answers.ts';

const delays = v.nullable(v.strictObject({ p50Ms: v.number(), p95Ms: v.number(), since: time }));

/** `GET /channels`. */
export const channelsAnswer = v.strictObject({
  channels: v.array(
    v.strictObject({
      channel,
      platform: v.pipe(v.string(), v.description('As people call it.')),
      pushing: v.pipe(
        v.picklist(['live', 'lowerOnly', 'shadow', 'paused', 'cutOff', 'heldBack', 'none']),
        v.description(
          '`live`: every push is sent. `lowerOnly`, `shadow`: its mode. `paused`: somebody stopped it. `cutOff`: it does not answer, and is tried again. `heldBack`: a breaker waits for an operator. `none`: nothing is pushed to it.',
        ),
      ),
      findings: v.array(v.strictObject({ says: v.string(), repair: v.exactOptional(v.string()) })),
      lag: v.pipe(
        delays,
        v.description(
          'From a sale received to the channel’s answer to the push that followed, in milliseconds, over the last hour with pushes. Null: nothing was pushed within a day.',
        ),
      ),
      reportDelay: v.pipe(
        delays,
        v.description(
          'From a sale at the channel until Stockline received it, in milliseconds, over the last hour with sales: the platform’s own delay, which `lag` does not contain. Null: it sold nothing within a day.',
        ),
      ),
      soldPerMinute: v.pipe(
        v.number(),
        v.description('Sales of the channel that were posted, a minute, over the last five minutes.'),
      ),
      receivedPerMinute: v.pipe(
        v.number(),
        v.description('Facts that it reported, a minute, over the last five minutes.'),
      ),
      lastReceivedAt: v.pipe(v.nullable(time), v.description('The last minute in which it reported something.')),
      sweptTo: v.pipe(v.nullable(time), v.description('Up to then it was asked for changes that no message reported.')),
      comparedAt: v.pipe(v.nullable(time), v.description('When all its listings were last compared.')),
    }),
  ),
});

const problemKind = v.pipe(
  v.picklist(['oversold', 'pushing', 'failed', 'differing', 'listing', 'parked']),
  v.description(
    '`oversold`: more units are promised than there are. `pushing`: a channel is sent nothing, or not all. `failed`: messages were set aside after their last try. `differing`: a listing shows another quantity than it should. `listing`: its channel refuses it, or it is not what it was. `parked`: a report could not be posted.',
  ),
);

/** `GET /problems`. */
export const problemsAnswer = v.strictObject({
  problems: v.array(
    v.strictObject({
      kind: problemKind,
      sku: v.exactOptional(sku),
      channel: v.exactOptional(channel),
      since: v.exactOptional(time),
      messages: v.exactOptional(v.pipe(v.number(), v.description('How many messages failed.'))),
      says: v.pipe(v.string(), v.description('What is wrong, as sentences.')),
      repair: v.pipe(v.string(), v.description('What to do: a sentence, or a command for a terminal.')),
    }),
  ),
  isMore: v.pipe(v.boolean(), v.description('There are more of a kind than are listed.')),
  moreOf: v.pipe(v.array(problemKind), v.description('The kinds of which there are more than are listed.')),
});

/** `GET /proposals`. */
export const proposalsAnswer = v.strictObject({
  asOf: v.pipe(
    v.nullable(time),
    v.description(
      'When the catalogues were last compared, by `stockline import` or `stockline map propose`. Null: never.',
    ),
  ),
  counts: v.strictObject({ proposed: v.number(), ambiguous: v.number(), unmatched: v.number() }),
  listings: v.array(
    v.strictObject({
      channel,
      listing: v.pipe(v.string(), v.description('The channel’s id of it.')),
      name: v.pipe(v.string(), v.description('Its SKU at the channel.')),
      title: v.exactOptional(v.string()),
      kind: v.pipe(
        v.picklist(['proposed', 'ambiguous', 'unmatched']),
        v.description(
          '`proposed`: its one candidate is likely. `ambiguous`: a person must choose. `unmatched`: it has none.',
        ),
      ),
      candidates: v.array(
        v.strictObject({
          sku,
          because: v.array(v.picklist(['gtin', 'asin', 'lookAlike'])),
          but: v.exactOptional(
            v.pipe(
              v.array(v.picklist(['numberShared', 'otherNumber', 'listedThere', 'likeAnother'])),
              v.description(
                'What speaks against it. `numberShared`: its number stands on other articles of one channel too. `otherNumber`: it has another number. `listedThere`: the channel has a listing that sells it. `likeAnother`: a listing of another channel is like this one, and may sell something else.',
              ),
            ),
          ),
        }),
      ),
    }),
  ),
  next: v.exactOptional(v.pipe(v.string(), v.description('`after` of the next page; absent where there is none.'))),
});

/** `GET /parked`. */
export const parkedAnswer = v.strictObject({
  parked: v.array(
    v.strictObject({
      observation: v.looseObject({ kind: v.string(), sku, occurredAt: time, receivedAt: time }),
      outcome: v.looseObject({ kind: v.string() }),
      parkedAt: time,
    }),
  ),
  next: v.exactOptional(v.pipe(v.string(), v.description('`after` of the next page; absent where there is none.'))),
});

const holdStatus = v.picklist([
  'open',
  'captured',
  'sold',
  'shipped',
  'returned',
  'voided',
  'cancelled',
  'expired',
  'takenOver',
]);
const heldLine = v.strictObject({ sku, quantity: units, location: v.string(), status: holdStatus });

/** `POST /holds`: a cart is answered with its lines. */
export const placedAnswer = v.strictObject({
  id: v.string(),
  status: holdStatus,
  expiresAt: time,
  lines: v.exactOptional(v.array(heldLine)),
});

/** `GET /holds/{id}`. */
export const holdAnswer = v.strictObject({
  id: v.string(),
  status: holdStatus,
  expiresAt: time,
  order: v.exactOptional(v.string()),
  lines: v.array(heldLine),
});

/** `POST /holds/{id}/…`. */
export const endedAnswer = v.strictObject({ id: v.string(), status: holdStatus, order: v.exactOptional(v.string()) });

/** Every refusal. */
export const errorAnswer = v.strictObject({
  error: v.looseObject({
    code: v.pipe(v.string(), v.description('For machines.')),
    message: v.pipe(v.string(), v.description('For people: what is wrong and what to do.')),
    path: v.exactOptional(v.pipe(v.string(), v.description('Of 400: the first field that is wrong.'))),
    fields: v.exactOptional(
      v.pipe(
        v.array(v.strictObject({ path: v.string(), reason: v.string() })),
        v.description('Of 400: every field that is wrong.'),
      ),
    ),
    available: v.exactOptional(v.pipe(units, v.description('Of `insufficient`: what can be held.'))),
    lines: v.exactOptional(
      v.pipe(
        v.array(v.strictObject({ sku, asked: units, available: units })),
        v.description('Of `insufficient`: every line that is short.'),
      ),
    ),
    skus: v.exactOptional(
      v.pipe(v.array(sku), v.description('Of `unknown_sku` of a hold: those the ledger does not have.')),
    ),
    status: v.exactOptional(holdStatus),
  }),
});
