/** Entries of a mug's ledger, as the API answers them. */
import type { Entry } from '../../../page/live/answers.ts';
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import { later, MAIN, MUG } from '../../fakes/facts.ts';

/** An entry with all that its sentence may need; a test says what it is about. */
export function entry(facts: Partial<Entry> & { readonly source: Entry['source'] }): Entry {
  const at = later(0);
  return {
    ...{ sku: MUG, seq: 1, kind: 'order', changes: [], stockAfter: {}, occurredAt: at, receivedAt: at, postedAt: at },
    ...{ hash: '', previousHash: '' },
    ...facts,
  };
}

/** So many sold on the channel, so many seconds after noon; `left` are available after it. */
export function sale(units: number, channel: ChannelId, seconds: number, left = 0, seq = seconds): Entry {
  const at = later(seconds);
  return entry({
    ...{ seq, occurredAt: at, receivedAt: at, postedAt: at },
    changes: [{ location: MAIN, committed: units }],
    stockAfter: { [MAIN]: { onHand: left, committed: 0, held: 0, unavailable: 0 } },
    source: { channel, order: `${seq}`, key: `order:${seq}` },
  });
}
