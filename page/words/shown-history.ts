/** What each channel showed over time, as far as pushes and its own sales say it. */
import type { Entry, Listing, Push } from '../live/answers.ts';
import { nameOf } from '../live/answers.ts';
import { unitsSold } from './sentences.ts';

/** From `at` (milliseconds since 1970) on, so many units; `by`: a push that was answered, or a sale of its own. */
export type Step = { readonly at: number; readonly units: number; readonly by: 'push' | 'sale' | 'present' };

/**
 * The steps of a listing, oldest first: after each push what it carried, after each sale of its own channel so many fewer. The
 * last step is what it shows now; the first is what it showed before all of them.
 */
export function shownSteps(
  listing: Listing,
  entries: readonly Entry[],
  pushes: readonly Push[],
  now: number,
): readonly Step[] {
  const name = nameOf(listing);
  const own = pushes.filter((push) => push.listing === name);
  const sales = entries
    .filter(({ source }) => source.channel === listing.channel)
    .map((entry) => ({ entry, units: unitsSold(entry) }))
    .filter(({ units }) => units !== 0);
  const events = [
    ...own.map((push) => ({ at: Date.parse(push.endedAt), units: push.shows, by: 'push' as const })),
    ...sales.map(({ entry, units }) => ({ at: Date.parse(entry.occurredAt), units, by: 'sale' as const })),
  ].sort((one, other) => one.at - other.at);
  const [first] = own;
  let units = shownFirst(listing, sales, first);
  const steps = events.map(({ at, by, units: moved }): Step => {
    units = by === 'push' ? moved : units - moved;
    return { at, units, by };
  });
  const before: Step = { at: Number.NEGATIVE_INFINITY, units: shownFirst(listing, sales, first), by: 'present' };
  return [before, ...steps, { at: now, units: listing.shown, by: 'present' }];
}

type Sale = { readonly entry: Entry; readonly units: number };

/**
 * What was shown before all of it. The first push says what it found: the sales that had been posted by then are gone from that.
 * Without a push the present figure is what all sales have left.
 */
function shownFirst({ shown }: Listing, sales: readonly Sale[], push: Push | undefined): number {
  const counted = push === undefined ? sales : sales.filter(({ entry }) => entry.postedAt <= push.startedAt);
  const found = push === undefined ? shown : push.shows - push.change;
  return found + counted.reduce((sum, { units }) => sum + units, 0);
}

/** What was shown at that time: the last step before it. */
export function stepAt(steps: readonly Step[], at: number): Step | undefined {
  return steps.findLast((step) => step.at <= at);
}
