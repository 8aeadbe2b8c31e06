/** Entries and pushes of a SKU for tests of what explains them. */
import type { KnownPush } from '../../../../shared/domain/explaining/displayed.ts';
import type { ChannelId } from '../../../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { later, MAIN, MUG } from '../../../fakes/facts.ts';

type SaleFacts = { readonly seconds: number; readonly left: number; readonly seq: number; readonly lateness?: number };

/** An order of so many units at that time, reported so much later, after which so many are left. */
export function sale(units: number, channel: ChannelId, { seconds, left, seq, lateness = 0 }: SaleFacts): LedgerEntry {
  const receivedAt = later(seconds + lateness);
  return entry(
    'order',
    { seq, occurredAt: later(seconds), receivedAt, postedAt: receivedAt },
    {
      changes: [{ location: MAIN, committed: units }],
      stockAfter: { [MAIN]: { onHand: left + units, committed: units, held: 0, unavailable: 0 } },
      source: { channel, order: `${seq}`, key: `order:${seq}` },
    },
  );
}

/** A count or another entry that leaves so many on hand. */
export function stated(kind: 'baseline' | 'counted', units: number, channel: ChannelId, seq = 1): LedgerEntry {
  const times = { seq, occurredAt: later(-60), receivedAt: later(-60), postedAt: later(-60) };
  return entry(kind, times, {
    changes: [{ location: MAIN, onHand: units }],
    stockAfter: { [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } },
    source: { channel, key: `${kind}:${seq}` },
  });
}

function entry(
  kind: LedgerEntry['kind'],
  times: Pick<LedgerEntry, 'seq' | 'occurredAt' | 'receivedAt' | 'postedAt'>,
  facts: Pick<LedgerEntry, 'changes' | 'stockAfter' | 'source'>,
): LedgerEntry {
  return { sku: MUG, kind, ...times, ...facts, hash: 'hash', previousHash: 'hash' };
}

/** A push that the channel took at that time, a second after it began. */
export function push(
  listing: string,
  { seconds, seq, shows, change = -1, answer = 'accepted' }: PushFacts,
): KnownPush & { readonly intent: { readonly generation: number; readonly attempt: number } } {
  const intent = { seq, delta: change, target: shows, startedAt: later(seconds - 1), generation: seq, attempt: 1 };
  return { listing, intent, endedAt: later(seconds), answer };
}

type PushFacts = {
  readonly seconds: number;
  readonly seq: number;
  readonly shows: number;
  readonly change?: number;
  readonly answer?: string;
};
