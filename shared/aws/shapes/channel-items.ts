/** What is kept of a channel as a whole. */
import * as v from 'valibot';
import type { Pause, PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import type { SweepMark } from '../../ports/intake/sweep.ts';
import { timeSchema } from './fields.ts';
import { renamingShapeOf, type Shape, shapeOf } from './shape.ts';

/** A counter of failures, and for each surge a window of listings; each is moved by one conditional write. */
export type StoredChannelState = {
  readonly paused?: Pause;
  readonly mode?: PushingMode;
  readonly catchingUpSince?: string;
  readonly failures?: number;
  readonly opened?: number;
  readonly openUntil?: string;
} & { readonly [surge in Surge as `${surge}TrippedAt` | `${surge}ConfirmedAt` | `${surge}Since`]?: string } & {
  readonly [surge in Surge as `${surge}Listings`]?: ReadonlySet<string>;
};

const listings = v.set(v.string());

/** Updated in parts: see shape.ts. */
export const channelStateShape: Shape<StoredChannelState> = shapeOf(
  'channel state',
  v.strictObject({
    paused: v.exactOptional(v.strictObject({ by: v.string(), at: timeSchema, why: v.string() })),
    mode: v.exactOptional(v.picklist(['live', 'lowerOnly', 'shadow'])),
    catchingUpSince: v.exactOptional(timeSchema),
    failures: v.exactOptional(v.number()),
    opened: v.exactOptional(v.number()),
    openUntil: v.exactOptional(timeSchema),
    zerosSince: v.exactOptional(timeSchema),
    zerosListings: v.exactOptional(listings),
    zerosTrippedAt: v.exactOptional(timeSchema),
    zerosConfirmedAt: v.exactOptional(timeSchema),
    raisesSince: v.exactOptional(timeSchema),
    raisesListings: v.exactOptional(listings),
    raisesTrippedAt: v.exactOptional(timeSchema),
    raisesConfirmedAt: v.exactOptional(timeSchema),
    adoptionsSince: v.exactOptional(timeSchema),
    adoptionsListings: v.exactOptional(listings),
    adoptionsTrippedAt: v.exactOptional(timeSchema),
    adoptionsConfirmedAt: v.exactOptional(timeSchema),
  }),
);

/** A time on the channel of which something is not read. */
const sweptTime = { since: timeSchema, until: timeSchema };

/** Updated in parts: see shape.ts. */
export const sweepMarkShape: Shape<SweepMark, object> = renamingShapeOf(
  'sweep mark',
  v.pipe(
    v.strictObject({
      sweptTo: timeSchema,
      stepMs: v.number(),
      unread: v.optional(v.array(v.strictObject(sweptTime)), []),
      open: v.exactOptional(
        v.strictObject({
          ...sweptTime,
          page: v.string(),
          failures: v.exactOptional(v.number()),
        }),
      ),
    }),
    v.transform(
      ({ sweptTo, stepMs, unread, open }): SweepMark => ({
        sweptTo,
        windowMs: stepMs,
        ...(unread.length > 0 && { unread }),
        ...(open && { open }),
      }),
    ),
  ),
  ({ sweptTo, windowMs, unread = [], open }) => ({ sweptTo, stepMs: windowMs, unread, ...(open && { open }) }),
  // 2: times that cannot be read, `unread`. 3: a time that is read in part, `open`.
  [(first) => first, (second) => second],
);
