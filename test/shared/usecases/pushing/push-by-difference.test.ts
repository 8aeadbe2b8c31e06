import { describe, expect, it } from '@jest/globals';
import { isSeenSincePush } from '../../../../shared/domain/listing/listing.ts';
import { stepByDifference } from '../../../../shared/usecases/pushing/push-by-difference.ts';
import { pushStock } from '../../../../shared/usecases/pushing/push-stock.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { keptJournal, later, listing, MAIN, MUG, movement, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { editedChannel, STORE } from '../../../fakes/shops/edited-channel.ts';

const at = (units: number) => ({ [MAIN]: units });

type Channel = Awaited<ReturnType<typeof editedChannel>>;

/** The push is left by a crash before its call, or after it. */
async function crash(channel: Channel, isCalled: boolean): Promise<void> {
  const { client, store } = channel.ports;
  const lost = () => Promise.reject(new Error('The function was cut off.'));
  const ports = isCalled
    ? { ...channel.ports, store: { ...store, finish: lost } }
    : { ...channel.ports, client: { ...client, push: lost } };
  await pushStock(ports, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
  channel.pass(180);
}

describe('a channel that shows more than we believe', () => {
  it.each([
    ['compares', true],
    ['answers with its count', false],
  ])('is lowered to what it should show in one go, where it %s', async (_name, compares) => {
    const channel = await editedChannel({ onHand: at(8), shown: at(10), shows: at(300), compares });
    expect(await channel.push()).toEqual([]);
    expect([channel.shows(), await channel.shown()]).toEqual([8, 8]);
    expect(channel.journal.counts.get('ShownMore')).toBe(1);
  });

  it.each([
    ['compares', true],
    ['answers with its count', false],
  ])('by many is lowered, and stays as a question, where it %s', async (_name, compares) => {
    const channel = await editedChannel({ onHand: at(8), shown: at(10), compares });
    await channel.push();
    channel.edit(300);
    await channel.post(movement('sold', -1));
    await channel.push();
    const [mug] = (await channel.table.reader().skuState(MUG))?.listings ?? [];
    expect([channel.shows(), mug?.rise?.shows]).toEqual([7, compares ? 300 : 299]);
    expect(channel.journal.counts.get('Drift')).toBe(1);
  });

  it.each([
    ['compares', true],
    ['answers with its count', false],
  ])('is not raised by what was planned on the belief, where it %s', async (_name, compares) => {
    const channel = await editedChannel({ onHand: at(20), shown: at(10), shows: at(300), compares });
    await channel.push();
    expect(channel.shows()).toBe(20);
    expect(Math.max(...channel.deltas())).toBeLessThanOrEqual(0);
  });

  it('because a cancelled order put units back that nobody reported yet: its report moves the belief no more', async () => {
    const channel = await editedChannel({ onHand: at(10), shown: at(10) });
    await channel.post(orderLine({ ordered: 2, at: later(-60) }));
    channel.edit(10);
    await channel.post(movement('shipped', -1));
    channel.pass(10);
    await channel.push();
    expect([channel.shows(), await channel.shown()]).toEqual([7, 7]);
    await channel.post(orderLine({ ordered: 0, version: 2, at: later(5) }));
    await channel.push();
    expect([channel.shows(), await channel.shown()]).toEqual([9, 9]);
  });
});

describe('a channel that shows less than we believe', () => {
  it.each([
    ['compares', true],
    ['answers with its count', false],
  ])('sold what was not reported yet, which no push puts back on sale, where it %s', async (_name, compares) => {
    for (const [onHand, shows] of [
      [8, 5],
      [14, 9],
    ] as const) {
      const channel = await editedChannel({ onHand: at(onHand), shown: at(10), shows: at(7), compares });
      await channel.push();
      expect(channel.shows()).toBe(shows + (onHand === 14 ? 2 : 0));
      expect(await channel.shown()).toBe(onHand);
    }
  });
});

describe('whether a push was applied once', () => {
  const isSeen = async ({ table }: Channel) => {
    const [mug] = (await table.reader().skuState(MUG))?.listings ?? [];
    return mug && isSeenSincePush(mug);
  };
  /** Ten are on hand and shown, of which somebody took four off sale; then three are sold at a till. */
  const lowered = async (compares: boolean) => {
    const channel = await editedChannel({ onHand: at(10), shown: at(10), shows: at(6), compares });
    channel.pass(60);
    await channel.post(movement('sold', -3));
    return channel;
  };

  it.each([
    ['compares', true],
    ['answers with its count', false],
  ])('is known by its answer, though less is shown than was meant, where the channel %s', async (_name, compares) => {
    const channel = await lowered(compares);
    await channel.push();
    expect([channel.shows(), await isSeen(channel)]).toEqual([3, true]);
  });

  it('is known where its call was repeated under its key', async () => {
    const channel = await lowered(false);
    await crash(channel, true);
    await channel.push();
    expect([channel.deltas(), channel.shows(), await isSeen(channel)]).toEqual([[-3], 3, true]);
  });

  it('is known to nobody where a lowering may have been made before, nor after the next push', async () => {
    const channel = await lowered(true);
    channel.edit(10);
    await crash(channel, true);
    // Something moves the figure, so that the channel does not know the key any more and finds the comparison stale.
    channel.forgetKeys();
    await channel.push();
    expect([channel.shows(), await isSeen(channel)]).toEqual([4, false]);
    await channel.post(movement('sold', -1, { id: '2' }));
    await channel.push();
    expect([channel.shows(), await isSeen(channel)]).toEqual([3, false]);
  });

  it('is known to nobody where a raise is taken for applied by what the channel shows', async () => {
    const channel = await editedChannel({ onHand: at(12), shown: at(10) });
    await crash(channel, true);
    channel.forgetKeys();
    channel.edit(11);
    await channel.push();
    expect([channel.shows(), await channel.shown(), await isSeen(channel)]).toEqual([11, 12, false]);
  });
});

describe('a belief below zero', () => {
  it('is no reason to raise: an oversell of a listing that shows far more is lowered', async () => {
    // The listing was made again under its SKU: it shows 150 of 300, and 150 of the 100 that we believed are sold.
    const channel = await editedChannel({ onHand: at(0), shown: at(-50), shows: at(150) });
    await channel.post(movement('adjusted', -50));
    await channel.push();
    expect(Math.max(0, ...channel.deltas())).toBe(0);
    expect(await channel.shown()).toBe(-50);
    await channel.post(movement('received', 60));
    await channel.push();
    expect([channel.shows(), await channel.shown()]).toEqual([10, 10]);
    expect(Math.max(...channel.deltas())).toBeLessThanOrEqual(0);
  });

  it('of a channel that goes on selling when out of stock stays, and units that come in fill it up', async () => {
    const channel = await editedChannel({ onHand: at(0), shown: at(-5) });
    await channel.post(movement('adjusted', -5));
    await channel.push();
    expect([channel.deltas(), channel.shows()]).toEqual([[], -5]);
    await channel.post(movement('received', 8));
    await channel.push();
    expect([channel.deltas(), channel.shows()]).toEqual([[8], 3]);
  });

  it('that our own push made, crossing sales that were not reported yet, is filled up once they are', async () => {
    const channel = await editedChannel({ onHand: at(10), shown: at(10), shows: at(1) });
    await channel.post(movement('sold', -3));
    await channel.push();
    expect([channel.shows(), await channel.shown()]).toEqual([-2, 7]);
    await channel.post(orderLine({ ordered: 9 }));
    await channel.push();
    expect([channel.deltas(), channel.shows(), await channel.shown()]).toEqual([[-3, 2], 0, 0]);
  });
});

describe('a raise', () => {
  it('is made right after the figure was read, where the channel does not compare', async () => {
    const channel = await editedChannel({ onHand: at(12), shown: at(10), compares: false });
    await channel.push();
    expect([channel.reads, channel.shows()]).toEqual([[MAIN], 12]);
  });

  it('needs no reading where the channel compares', async () => {
    const channel = await editedChannel({ onHand: at(12), shown: at(10) });
    await channel.push();
    expect([channel.reads, channel.shows()]).toEqual([[], 12]);
  });
});

describe('a raise that an earlier invocation left after it had read the figure', () => {
  /** Ten are believed and twelve on hand: the first invocation reads ten, and crashes before its call or after it. */
  const left = async (isCalled: boolean) => {
    const channel = await editedChannel({ onHand: at(12), shown: at(10), compares: false });
    await crash(channel, isCalled);
    return channel;
  };

  it.each([
    ['is made where the channel shows what was read', 10, [2], 12],
    ['is made where the channel has sold since', 7, [2], 9],
    ['counts as applied where somebody put as many there as it would', 12, [], 12],
    ['is planned anew where somebody put more there than it would', 35, [-23], 12],
  ])('and did not make %s', async (_name, shows, deltas, ends) => {
    const channel = await left(false);
    channel.edit(shows);
    await channel.push();
    expect([channel.deltas(), channel.shows(), await channel.shown()]).toEqual([deltas, ends, 12]);
  });

  it.each([
    ['counts as applied where the channel shows it', 12, [2], 12],
    ['counts as applied where the channel has sold some of it since', 11, [2], 11],
    ['moves nothing again where the channel has sold more since', 7, [2], 7],
    ['is planned anew where somebody put more there since', 35, [2, -23], 12],
  ])('and made %s', async (_name, shows, deltas, ends) => {
    const channel = await left(true);
    channel.edit(shows);
    await channel.push();
    expect([channel.deltas(), channel.shows(), await channel.shown()]).toEqual([deltas, ends, 12]);
  });

  it.each([
    ['was throttled and is compared no more is planned anew', { changeFrom: null }, {}, 'showsMore'],
    ['is compared in its call needs no reading', { changeFrom: 10 }, {}, 'applied'],
    ['has its share under escrow needs no reading', { changeFrom: null }, { exposure: { shares: {} } }, 'applied'],
  ])('and %s', async (_name, facts, skuState, end) => {
    const intent = intentOf({ delta: 2, target: 12, attempt: 5, ...facts });
    const calls = { read: async () => 11, push: async () => ({ kind: 'applied', nowShows: 12 }) as const };
    const after = await stepByDifference(keptJournal(), calls, {
      ...{ listing: listing(SHOPIFY, 10), intent, skuState, now: new Date(NOON) },
      ...{ raiseProof: 'comparison', isLeft: true },
    });
    expect(after.kind === 'ended' ? after.ending.kind : after.kind).toBe(end);
  });
});

describe('what one location lacks', () => {
  it.each([
    ['the other location does not offer', 6, 10, [0, 6]],
    ['is taken from no location that has nothing', 6, 3, [0, 0]],
  ])('%s', async (_name, lost, store, expected) => {
    const onHand = { [MAIN]: 2, [STORE]: store };
    const channel = await editedChannel({ onHand, shown: onHand });
    await channel.post(movement('damaged', -lost));
    await channel.push();
    expect([channel.shows(MAIN), channel.shows(STORE)]).toEqual(expected);
  });
});

describe('a call that may have been made, and compares nothing', () => {
  const HOUR = 3_600;
  const step = async (delta: number, seconds: number, repeated = true) => {
    const intent = { ...intentOf({ delta, changeFrom: null, repeated }), startedAt: NOON };
    const made: number[] = [];
    const calls = {
      read: async () => 5,
      push: async () => {
        made.push(delta);
        return { kind: 'applied', nowShows: 5 } as const;
      },
    };
    const now = new Date(later(seconds));
    const after = await stepByDifference(keptJournal(), calls, {
      ...{ listing: listing(SHOPIFY, 5), intent, skuState: {}, raiseProof: 'comparison', isLeft: repeated, now },
    });
    return { calls: made, ends: after.kind === 'ended' ? after.ending.kind : after.kind };
  };

  it('is repeated for as long as its channel surely knows its key', async () => {
    expect(await step(3, 22 * HOUR)).toEqual({ calls: [3], ends: 'applied' });
    expect(await step(3, 30 * HOUR, false)).toEqual({ calls: [3], ends: 'applied' });
  });

  it('is not repeated after that: a raise counts as applied, a lowering is planned anew', async () => {
    expect(await step(3, 23 * HOUR)).toEqual({ calls: [], ends: 'applied' });
    expect(await step(-3, 23 * HOUR)).toEqual({ calls: [], ends: 'keyForgotten' });
  });
});

describe('a push that was planned before units were put back and reported', () => {
  it.each([
    ['is planned anew: they are in the belief already', { delta: 2, target: 13 }, 13, 'showsMore'],
    ['is planned anew where it lowers, too', { delta: -2, target: 9 }, 13, 'showsMore'],
    ['is made where the channel shows what it was planned from', { delta: 2, target: 13 }, 11, 'next'],
    ['is made where the channel has sold since', { delta: 2, target: 13 }, 10, 'next'],
  ] as const)('%s', async (_name, planned, shows, end) => {
    const intent = intentOf({ ...planned, unread: true });
    const calls = { read: async () => shows, push: async () => ({ kind: 'applied' }) as const };
    const after = await stepByDifference(keptJournal(), calls, {
      ...{ listing: listing(SHOPIFY, 13), intent, skuState: {}, now: new Date(NOON) },
      ...{ raiseProof: 'comparison', isLeft: false },
    });
    expect(after.kind === 'ended' ? after.ending.kind : after.kind).toBe(end);
  });
});

describe('one step of a difference', () => {
  const unread = { kind: 'unread', reason: 'no answer' } as const;
  type Calls = Parameters<typeof stepByDifference>[1];
  /** Of a raise from 10 to 12 that may have been made before, unless the test says otherwise. */
  async function stepOf(
    answer: Awaited<ReturnType<Calls['push']>>,
    shows: Awaited<ReturnType<Calls['read']>>,
    { isLeft = false, ...facts }: Parameters<typeof intentOf>[0] & { readonly isLeft?: boolean } = {},
  ) {
    const calls: Calls = { read: async () => shows, push: async () => answer };
    const intent = intentOf({ delta: 2, target: 12, repeated: true, ...facts });
    const step = await stepByDifference(keptJournal(), calls, {
      ...{ listing: listing(SHOPIFY, 10), intent, skuState: {}, now: new Date(NOON) },
      ...{ raiseProof: 'comparison', isLeft },
    });
    return step.kind === 'ended' ? step.ending : step.kind;
  }

  it('that compared nothing and was answered without a figure ends with the figure that is read', async () => {
    const applied = { kind: 'applied' } as const;
    expect(await stepOf(applied, 11, { changeFrom: null })).toEqual({ kind: 'applied', nowShows: 11 });
    expect(await stepOf(applied, unread, { changeFrom: null })).toMatchObject({ kind: 'unanswered' });
  });

  it('whose comparison is stale is concluded from what the channel shows, where it may have been made before', async () => {
    const stale = { kind: 'stale' } as const;
    expect(await stepOf(stale, unread)).toBe(unread);
    expect(await stepOf(stale, 13)).toEqual({ kind: 'showsMore', shows: 13 });
    expect(await stepOf(stale, 12)).toEqual({ kind: 'applied', nowShows: 12, isGuess: true });
    expect(await stepOf(stale, 12, { repeated: false })).toBe('next');
  });

  it('that was left is not called while its channel cannot be read', async () => {
    expect(await stepOf({ kind: 'applied', nowShows: 12 }, unread, { changeFrom: null, isLeft: true })).toBe(unread);
  });
});
