/** Adds up by what the units of a SKU left or came. */
import type { ChannelId } from '../identifiers.ts';
import type { EntryKind, LedgerEntry } from '../ledger/ledger-entry.ts';
import type { LocationStock } from '../stock/stock.ts';

/** What all entries of one kind from one channel moved, over all locations. Signed units. */
export type MovedBy = LocationStock & {
  readonly channel: ChannelId;
  readonly kind: EntryKind;
  readonly entries: number;
};

/** One sum for each channel and kind, in the order in which they first came. */
export function sumsByCause(entries: readonly LedgerEntry[]): readonly MovedBy[] {
  const groups = Map.groupBy(entries, ({ source, kind }) => `${source.channel} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const moved = (figure: keyof LocationStock) =>
      group.reduce((sum, { changes }) => changes.reduce((total, each) => total + (each[figure] ?? 0), sum), 0);
    return first === undefined
      ? []
      : [
          {
            ...{ channel: first.source.channel, kind: first.kind, entries: group.length },
            ...{ onHand: moved('onHand'), committed: moved('committed'), held: moved('held') },
            unavailable: moved('unavailable'),
          },
        ];
  });
}
