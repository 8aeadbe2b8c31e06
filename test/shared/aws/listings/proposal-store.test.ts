import { type PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoProposalStore } from '../../../../shared/aws/listings/proposal-store.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { KeptProposal } from '../../../../shared/ports/reading/proposals.ts';
import { dropProposals } from '../../../../shared/usecases/linking/keep-proposals.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { AMAZON, later, MUG, NOON } from '../../../fakes/facts.ts';

const found = (index: number): KeptProposal => ({
  channel: AMAZON,
  listing: `L${index}`,
  name: parseSku(`L${index}`),
  title: 'A mug of a title that is as long as Amazon’s sellers like them'.repeat(3),
  kind: index % 3 === 0 ? 'proposed' : 'unmatched',
  candidates: index % 3 === 0 ? [{ sku: MUG, because: ['gtin'], but: ['listedThere'] }] : [],
});
const all = Array.from({ length: 2_000 }, (_, index) => found(index));

/** A store whose clock is a second on with each that is kept. */
function store() {
  let seconds = 0;
  return dynamoProposalStore(memoryDatabase().client, 'Ledger', () => {
    seconds += 1;
    return new Date(later(seconds));
  });
}

describe('kept proposals', () => {
  it('are none before the catalogues were compared', async () => {
    expect(await store().page(0, 10)).toBeUndefined();
  });

  it.each([
    [0, 100],
    [333, 100],
    [1_950, 100],
    [0, 2_000],
    [2_000, 10],
  ])('behind %s are read, at most %s, in their order', async (after, limit) => {
    const kept = store();
    await kept.keep({ asOf: NOON, listings: all });
    expect(await kept.page(after, limit)).toEqual({
      asOf: NOON,
      generation: later(1),
      counts: { proposed: 667, ambiguous: 0, unmatched: 1_333 },
      listings: all.slice(after, after + limit),
    });
  });

  it('are those of the last comparison', async () => {
    const kept = store();
    await kept.keep({ asOf: NOON, listings: all });
    await kept.keep({ asOf: later(60), listings: all.slice(0, 2) });
    expect(await kept.page(0, 10)).toMatchObject({ asOf: later(60), listings: all.slice(0, 2) });
    await kept.keep({ asOf: later(70), listings: [] });
    expect(await kept.page(0, 10)).toMatchObject({ asOf: later(70), listings: [] });
  });

  it('are those of the comparison that began last, whichever command ends first', async () => {
    const { client } = memoryDatabase();
    const at = (seconds: number) => dynamoProposalStore(client, 'Ledger', () => new Date(later(seconds)));
    expect(await at(20).keep({ asOf: later(20), listings: all.slice(0, 2) })).toBe(true);
    expect(await at(10).keep({ asOf: later(10), listings: all })).toBe(false);
    expect(await at(30).page(0, 10)).toMatchObject({ asOf: later(20), listings: all.slice(0, 2) });
  });

  it('of a command that is about to end do not expire by one that began before it', async () => {
    const { client } = memoryDatabase();
    const expiring: unknown[] = [];
    const send = async (command: { readonly input: { readonly Key?: { readonly sk: string } } }) => {
      if (command instanceof UpdateCommand) {
        expiring.push(command.input.Key?.['sk']);
      }
      return client.send(command as PutCommand);
    };
    const database = { send } as unknown as typeof client;
    const at = (seconds: number) => dynamoProposalStore(database, 'Ledger', () => new Date(later(seconds)));
    await at(20).keep({ asOf: later(20), listings: all.slice(0, 2) });
    await at(10).keep({ asOf: later(10), listings: all.slice(0, 2) });
    expect(expiring).toEqual([]);
    await at(30).keep({ asOf: later(30), listings: [] });
    expect(expiring).toHaveLength(2);
  });

  it('lose the listings that were linked since, and keep their time', async () => {
    const kept = store();
    await dropProposals(kept, [all[0] ?? found(0)]);
    await kept.keep({ asOf: NOON, listings: all });
    await dropProposals(kept, [found(0), found(1_500)]);
    expect(await kept.page(0, 2_000)).toEqual({
      asOf: NOON,
      generation: expect.any(String),
      counts: { proposed: 665, ambiguous: 0, unmatched: 1_333 },
      listings: all.filter((_, index) => index !== 0 && index !== 1_500),
    });
  });

  it('of a comparison that ends while listings are taken out are kept, without them', async () => {
    const kept = store();
    await kept.keep({ asOf: NOON, listings: all });
    let pages = 0;
    const page: typeof kept.page = async (after, limit) => {
      pages += 1;
      if (pages === 2) {
        await kept.keep({ asOf: later(60), listings: all.slice(0, 1_700) });
      }
      return kept.page(after, limit);
    };
    await dropProposals({ ...kept, page }, [found(0), found(1_500)]);
    const listings = all.slice(0, 1_700).filter((_, index) => index !== 0 && index !== 1_500);
    expect(await kept.page(0, 2_000)).toMatchObject({ asOf: later(60), listings });
  });

  it('of a comparison that ends right before the others are written are kept, without them', async () => {
    const kept = store();
    await kept.keep({ asOf: NOON, listings: all });
    let isOvertaken = false;
    const keep: typeof kept.keep = async (proposals, inPlaceOf) => {
      if (!isOvertaken) {
        isOvertaken = true;
        await kept.keep({ asOf: later(60), listings: all.slice(0, 2) });
      }
      return kept.keep(proposals, inPlaceOf);
    };
    await dropProposals({ ...kept, keep }, [found(0)]);
    expect(await kept.page(0, 10)).toMatchObject({ asOf: later(60), listings: [all[1]] });
  });
});
