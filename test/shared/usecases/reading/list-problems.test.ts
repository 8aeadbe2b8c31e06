import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import { NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import type { Parked } from '../../../../shared/ports/posting/posting.ts';
import type { SetAsideMessages } from '../../../../shared/ports/reading/set-aside-messages.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { type ListProblemsPorts, listProblems } from '../../../../shared/usecases/reading/list-problems.ts';
import { later, listing, MAIN, MUG, movement, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

type Wrong = {
  readonly states?: readonly SkuState[];
  readonly parked?: readonly Parked[];
  readonly failed?: readonly SetAsideMessages[];
  readonly isPaused?: boolean;
  readonly openUntil?: string;
  readonly ports?: Partial<ListProblemsPorts>;
};

/** The problems at noon; every SKU stands on every list, and is judged. */
function problemsOf({ states = [], parked = [], failed = [], isPaused = false, openUntil, ports }: Wrong) {
  const on = states.toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
  const circuit = openUntil === undefined ? NEW_CHANNEL.circuit : { failures: 5, opened: 1, openUntil };
  return listProblems({
    lists: {
      page: async (_list, { after = '', limit }) => {
        const rest = on.filter(({ sku }) => sku > after);
        const skus = rest.slice(0, limit).map(({ sku }) => ({ sku, since: NOON }));
        return { skus, isMore: rest.length > limit };
      },
      takeOff: async () => undefined,
    },
    states: async (skus) => skus.map((sku) => on.find((each) => each.sku === sku)),
    ...{ rules: SHARED_RULES, settleMs: 30_000, clock: () => new Date(NOON) },
    parking: { list: async (limit) => parked.slice(0, limit) },
    setAside: async () => failed,
    channels: [{ id: SHOPIFY, platform: 'shopify', mode: 'live' }],
    channelStates: {
      read: async () => ({
        ...NEW_CHANNEL,
        circuit,
        ...(isPaused && { paused: { by: 'ann', at: NOON, why: 'a fair' } }),
      }),
    },
    figures: { figures: async () => new Map(), marks: async () => ({}) },
    ...ports,
  });
}

function oversold(units: number, sku = MUG): SkuState {
  return { sku, seq: 1, stock: { [MAIN]: { ...NO_STOCK, committed: units } }, listings: [] };
}

function listed(facts: Partial<Listing>): SkuState {
  return { sku: MUG, seq: 1, stock: { [MAIN]: { ...NO_STOCK, onHand: 5 } }, listings: [listing(SHOPIFY, 5, facts)] };
}

function parkedMug(id: string): Parked {
  return {
    observation: movement('sold', -1, { id }),
    outcome: { kind: 'invalid', reason: 'it is beyond counting' },
    parkedAt: later(-60),
  };
}

const kinds = async (wrong: Wrong) => (await problemsOf(wrong)).problems.map(({ kind }) => kind);

describe('what is wrong', () => {
  it('is nothing where nothing is', async () => {
    expect(await problemsOf({ states: [listed({})] })).toEqual({ problems: [], isMore: false, moreOf: [] });
  });

  it.each([
    [1, 'MUG is oversold: 1 unit is promised that nobody has.'],
    [3, 'MUG is oversold: 3 units are promised that nobody has.'],
  ])('are %d units that were sold twice', async (units, says) => {
    const { problems } = await problemsOf({ states: [oversold(units)] });
    expect(problems).toMatchObject([{ kind: 'oversold', sku: MUG, says }]);
  });

  it('is what holds pushes back, with what to do about it, or that nothing is to be done', async () => {
    const { problems } = await problemsOf({ isPaused: true, openUntil: later(5) });
    expect(problems).toMatchObject([
      { kind: 'pushing', channel: SHOPIFY, repair: 'npx stockline resume shopify' },
      { kind: 'pushing', channel: SHOPIFY, repair: 'Nothing: it ends by itself. Watch it.' },
    ]);
  });

  it.each([
    [1, '1 message of orders (each an order) failed at every try. They are kept, and wait for you.'],
    [2, '2 messages of orders (each an order) failed at every try. They are kept, and wait for you.'],
  ])('are messages that failed at every try: %d', async (messages, says) => {
    const { problems } = await problemsOf({ failed: [{ of: { queue: 'orders', what: 'an order' }, messages }] });
    expect(problems).toEqual([{ kind: 'failed', messages, says, repair: 'npx stockline failed' }]);
  });

  it('is a queue that cannot be counted: it is no empty one', async () => {
    const setAside = () => Promise.reject(new Error('no answer'));
    const { problems } = await problemsOf({ ports: { setAside } });
    const says = 'Whether messages failed at every try cannot be read now.';
    expect(problems).toEqual([{ kind: 'failed', says, repair: 'npx stockline failed' }]);
  });

  it('is a channel that shows another figure than it should, by the likeliest cause', async () => {
    const suspicion = { actual: 9, shown: 5, revision: 0, at: later(-60), isAsked: true as const };
    const { problems } = await problemsOf({ states: [listed({ suspicion })] });
    expect(problems).toMatchObject([
      {
        ...{ kind: 'differing', sku: MUG, channel: SHOPIFY, since: later(-60) },
        says: 'MUG on shopify shows 9, and should show 5. Likeliest: somebody raised it there.',
        repair: 'npx stockline drift shopify --sku MUG',
      },
    ]);
  });

  it('is a listing that is not as it should be; its other listings are no problem', async () => {
    const state = listed({ problem: 'It is a draft.' });
    const two = { ...state, listings: [...state.listings, listing(SHOPIFY, 5, { channelLocation: 'store' })] };
    const { problems } = await problemsOf({ states: [two] });
    expect(problems).toMatchObject([
      { kind: 'listing', sku: MUG, says: 'MUG on shopify is not as it should be: It is a draft.' },
    ]);
  });

  it('is a report that could not be posted', async () => {
    const { problems } = await problemsOf({ parked: [parkedMug('1')] });
    expect(problems).toMatchObject([
      {
        ...{ kind: 'parked', sku: MUG, since: later(-60), repair: 'npx stockline parked MUG' },
        says: 'A report of pos about MUG could not be posted: it is beyond counting',
      },
    ]);
  });

  it('is listed with the most pressing first', async () => {
    const wrong = {
      ...{ states: [oversold(2)], parked: [parkedMug('1')], isPaused: true },
      failed: [{ queue: 'orders', what: 'an order', messages: 1 }],
    };
    expect(await kinds(wrong)).toEqual(['oversold', 'pushing', 'failed', 'parked']);
  });
});

describe('problems of one kind', () => {
  it('are fifty at most, and it is said of which kinds there are more', async () => {
    const states = Array.from({ length: 51 }, (_, index) => oversold(1, parseSku(`MUG-${100 + index}`)));
    const parked = Array.from({ length: 51 }, (_, index) => parkedMug(`${index}`));
    const many = await problemsOf({ states, parked });
    expect(many.problems).toHaveLength(100);
    expect([many.isMore, many.moreOf]).toEqual([true, ['oversold', 'parked']]);
  });

  it('are all of them where they are fifty', async () => {
    const parked = Array.from({ length: 50 }, (_, index) => parkedMug(`${index}`));
    const all = await problemsOf({ parked });
    expect([all.problems.length, all.isMore, all.moreOf]).toEqual([50, false, []]);
  });
});
