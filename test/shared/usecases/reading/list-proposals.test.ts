import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { KeptProposal } from '../../../../shared/ports/reading/proposals.ts';
import { listProposals } from '../../../../shared/usecases/reading/list-proposals.ts';
import { NOON, SHOPIFY } from '../../../fakes/facts.ts';

const proposal = (listing: string): KeptProposal => ({
  ...{ channel: SHOPIFY, listing, name: parseSku(listing), kind: 'unmatched', candidates: [] },
});
const KEPT = ['a', 'b', 'c'].map(proposal);
const counts = { proposed: 0, ambiguous: 0, unmatched: KEPT.length };
const store = {
  page: async (after: number, limit: number) => ({
    ...{ asOf: NOON, generation: '1', counts },
    listings: KEPT.slice(after, after + limit),
  }),
};

it('a page of proposals says where the next one begins, as long as there are more', async () => {
  const first = await listProposals(store, { after: 0, limit: 2 });
  expect(first).toEqual({ asOf: NOON, counts, listings: KEPT.slice(0, 2), next: '2' });
  const last = await listProposals(store, { after: 2, limit: 2 });
  expect(last).toEqual({ asOf: NOON, counts, listings: KEPT.slice(2) });
});

it('a page of no proposals is the last one, though fewer were found than there were counted', async () => {
  const empty = { page: async () => ({ asOf: NOON, generation: '1', counts, listings: [] }) };
  expect(await listProposals(empty, { after: 0, limit: 2 })).not.toHaveProperty('next');
});

it('where the catalogues were never compared there are none', async () => {
  const none = { page: async () => undefined };
  const nothing = { proposed: 0, ambiguous: 0, unmatched: 0 };
  expect(await listProposals(none, { after: 0, limit: 2 })).toEqual({ asOf: null, counts: nothing, listings: [] });
});
