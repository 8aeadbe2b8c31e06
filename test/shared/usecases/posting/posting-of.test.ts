import { describe, expect, it } from '@jest/globals';
import { CHAIN_START } from '../../../../shared/domain/ledger/ledger-entry.ts';
import type { SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { listingId } from '../../../../shared/domain/listing/listing.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import { postingOf } from '../../../../shared/usecases/posting/posting-of.ts';
import { ABSOLUTE, AMAZON, listing, MAIN, MUG, NOON, orderLine, SHARED_RULES, sha256 } from '../../../fakes/facts.ts';

const amazon = listing(AMAZON, 4, { push: ABSOLUTE });
const before: SkuLedger = {
  ...{ sku: MUG, seq: 1, headHash: CHAIN_START, lastPostedAt: NOON, countedAt: {}, seen: new Map() },
  stock: { [MAIN]: { onHand: 4, committed: 0, held: 0, unavailable: 0 } },
  listings: [amazon],
  exposure: {
    rules: { ...SHARED_RULES, policy: 'escrow' },
    revision: 1,
    shares: { [listingId(amazon)]: { units: 4, goal: 4, since: NOON, isProven: true } },
  },
};

describe('the posting of several observations', () => {
  it('A7: keeps that a report of them voids the reading of a channel that only accepts figures', () => {
    const sale = orderLine({ channel: AMAZON, order: '1', ordered: 1, version: 1 });
    const cancelled = orderLine({ channel: AMAZON, order: '1', ordered: 0, version: 2 });
    const decided = postAll(before, [sale, cancelled], { now: NOON, digest: sha256, history: [] });
    expect(postingOf(before, decided.at(-1)?.after ?? before, decided).shown).toMatchObject([
      { listing: { channel: AMAZON }, by: 0, voidsReading: true },
    ]);
  });
});
