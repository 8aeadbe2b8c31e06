import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { later, movement, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { changedAt, sweptShop as shop } from '../../../fakes/shops/swept-shop.ts';

const CUP = parseSku('CUP');
const MINUTE = 60;
const NOON_MS = Date.parse(NOON);

describe('a sweep', () => {
  it('finds an order whose message was lost, posts it once, and says so', async () => {
    const { run, happened, outcomes, stock, journal } = await shop();
    happened.push(changedAt(MINUTE, { ordered: 2 }));
    await run(15 * MINUTE);
    await run(16 * MINUTE);
    expect(outcomes).toEqual(['posted']);
    expect(await stock()).toMatchObject({ committed: 2 });
    expect(journal.lines).toContain('MUG: shopify 1001 was found by the sweep, no message had reported it');
    expect(journal.lines).toContain(
      'shopify: swept 1 order(s) changed from 12:00 UTC to 12:10 UTC, 1 of them unreported',
    );
    expect(journal.counts.get('SweepFound')).toBe(1);
  });

  it('sends nothing of what messages had reported, newer or the same', async () => {
    const { run, happened, post, outcomes, journal } = await shop();
    await post(changedAt(MINUTE, { order: 'same' }), changedAt(5 * MINUTE, { order: 'newer', shipped: 1 }));
    await post(movement('received', 4));
    outcomes.splice(0);
    happened.push(
      changedAt(MINUTE, { order: 'same' }),
      changedAt(2 * MINUTE, { order: 'newer' }),
      movement('received', 4, { at: later(MINUTE) }),
    );
    await run(15 * MINUTE);
    expect(outcomes).toEqual([]);
    expect(journal.lines.at(-1)).toContain('swept 3 order(s)');
    expect(journal.counts.get('SweepFound')).toBeUndefined();
  });

  it('decides, as a reading, what two messages of one version left open', async () => {
    const { run, happened, post, outcomes, stock } = await shop();
    await post(changedAt(MINUTE, { ordered: 2 }), changedAt(MINUTE, { ordered: 5 }));
    happened.push(changedAt(MINUTE, { ordered: 5 }));
    await run(15 * MINUTE);
    expect(outcomes).toEqual(['posted', 'conflicting', 'posted']);
    expect(await stock()).toMatchObject({ committed: 5 });
  });

  it('takes a newer state that moves nothing, so that none that was overtaken counts later', async () => {
    const { run, happened, post, outcomes, journal } = await shop();
    await post(changedAt(MINUTE));
    happened.push(changedAt(3 * MINUTE));
    await run(15 * MINUTE);
    await post(changedAt(2 * MINUTE, { ordered: 7 }));
    expect(outcomes).toEqual(['posted', 'duplicate', 'stale']);
    expect(journal.counts.get('SweepFound')).toBeUndefined();
  });

  it('leaves the last five minutes to messages, and takes them up the next time', async () => {
    const { run, happened, outcomes } = await shop();
    happened.push(changedAt(11 * MINUTE));
    await run(15 * MINUTE);
    expect(outcomes).toEqual([]);
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['posted']);
  });

  it('leaves a line alone that changed again a moment before it was read: the next sweep finds how it then stands', async () => {
    const { run, happened, outcomes } = await shop();
    happened.push({ ...changedAt(MINUTE), version: NOON_MS + (15 * MINUTE - 2) * 1_000 });
    await run(15 * MINUTE);
    expect(outcomes).toEqual([]);
  });
});

describe('the mark', () => {
  it('is set by the first sweep and moves with each, so that every time is read, with a minute of overlap', async () => {
    const { run, asked } = await shop();
    await run(15 * MINUTE);
    await run(30 * MINUTE);
    expect(asked).toEqual([
      { from: -MINUTE, to: 10 * MINUTE },
      { from: 9 * MINUTE, to: 25 * MINUTE },
    ]);
  });

  it('stays when the channel gives no answer: what it had reported is posted, the rest is found the next time', async () => {
    const { run, happened, state, asked, outcomes, journal } = await shop();
    happened.push(changedAt(MINUTE));
    state.isDown = true;
    await run(15 * MINUTE);
    expect(journal.lines.at(-1)).toContain('could not be read, they are swept again');
    expect(journal.counts.get('SweepAge')).toBe(15);
    state.isDown = false;
    await run(30 * MINUTE);
    expect(asked.slice(1)).toEqual([{ from: -MINUTE, to: 25 * MINUTE }]);
    expect(outcomes).toEqual(['posted']);
    expect(journal.counts.get('SweepAge')).toBe(15);
  });

  it('moves on past an order that the queue can never take: it is set aside, counted and named', async () => {
    const { run, happened, state, outcomes, journal } = await shop();
    happened.push(changedAt(MINUTE, { order: 'odd' }), changedAt(MINUTE, { order: 'even' }));
    state.isRefused = ({ source }) => source.order === 'odd';
    await run(15 * MINUTE);
    expect(outcomes).toEqual(['posted']);
    expect(journal.counts.get('SetAside')).toBe(1);
    expect(journal.lines).toContainEqual(expect.stringContaining('odd could not be read and is set aside'));
    happened.push(changedAt(16 * MINUTE));
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['posted', 'posted']);
    expect(journal.counts.get('SetAside')).toBe(1);
  });

  it('moves on past an order whose key no table can be asked for', async () => {
    const { run, happened, outcomes, journal } = await shop();
    happened.push(changedAt(MINUTE, { order: 'too long' }), changedAt(MINUTE, { order: 'even', sku: CUP }));
    await run(15 * MINUTE);
    expect(outcomes).toEqual(['unknownSku']);
    expect(journal.counts.get('SetAside')).toBe(1);
  });

  it('stays when what was found may not be queued', async () => {
    const { run, happened, state, refused, outcomes } = await shop();
    happened.push(changedAt(MINUTE));
    state.isQueueDown = true;
    await run(15 * MINUTE);
    expect(refused).toHaveLength(1);
    state.isQueueDown = false;
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['posted']);
  });

  it('gets on after a day’s outage, an hour at a time', async () => {
    const { run, asked } = await shop();
    await run(3 * 60 * MINUTE);
    expect(asked.map(({ to }) => to / MINUTE)).toEqual([60, 120, 175]);
  });

  it('is one sweep’s: another that comes between ends this one after its step', async () => {
    const { run, state, asked, marks } = await shop();
    const other = { sweptTo: later(MINUTE), windowMs: MINUTE * 1_000 };
    state.meanwhile = async () => {
      const mark = await marks.begin(SHOPIFY, other);
      await marks.move(SHOPIFY, mark, other);
    };
    await run(3 * 60 * MINUTE);
    expect(asked).toHaveLength(1);
    expect(await marks.begin(SHOPIFY, other)).toEqual(other);
  });

  it('gets on where there is more to read than time, by halves, and ends with all of it posted', async () => {
    const { run, happened, state, outcomes, journal } = await shop();
    happened.push(...Array.from({ length: 40 }, (_, index) => changedAt((index + 1) * MINUTE, { order: `${index}` })));
    state.secondsPerPage = 10;
    for (let at = 60; outcomes.length < 40 || journal.lines.at(-1)?.includes('next one goes on'); at += 15) {
      await run(at * MINUTE);
      expect(at).toBeLessThan(600);
    }
    expect(outcomes).toEqual(Array.from({ length: 40 }, () => 'posted'));
    expect(journal.lines.some((line) => line.includes('the next one goes on'))).toBe(true);
  });

  it('moves its mark with every window that it reads in part, where changes come in their order', async () => {
    const { run, happened, state, outcomes, asked } = await shop({ isInOrderOfChange: true });
    happened.push(...Array.from({ length: 40 }, (_, index) => changedAt((index + 1) * MINUTE, { order: `${index}` })));
    state.secondsPerPage = 10;
    await run(60 * MINUTE);
    const first = outcomes.length;
    expect(first).toBeGreaterThan(20);
    await run(75 * MINUTE);
    expect(outcomes).toHaveLength(40);
    // The next one went on a second before the last change that was read.
    expect(asked.at(1)?.from).toBe(first * MINUTE - 1);
  });

  it('gets on where more changes in a minute than one sweep can read, as when a shop tags all its orders', async () => {
    const { run, happened, state, outcomes } = await shop({ isInOrderOfChange: true });
    happened.push(...Array.from({ length: 80 }, (_, index) => changedAt(MINUTE + index / 2, { order: `${index}` })));
    state.secondsPerPage = 10;
    for (let at = 15; at <= 90; at += 15) {
      await run(at * MINUTE);
    }
    expect(outcomes).toHaveLength(80);
  });

  it('does not go on from an order that changed again while it was swept: others are before it', async () => {
    const { run, happened, state, outcomes } = await shop({ isInOrderOfChange: true });
    // Its channel’s search still had the earlier time; the order itself has the later one.
    happened.push(changedAt(12 * MINUTE, { order: 'again', at: later(2 * MINUTE) }), changedAt(4 * MINUTE));
    state.secondsPerPage = 5 * MINUTE;
    await run(15 * MINUTE);
    state.secondsPerPage = 0;
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['posted', 'posted']);
  });

  it('goes on from the last page before one that its channel did not answer', async () => {
    const { run, happened, state, outcomes, asked } = await shop({ isInOrderOfChange: true });
    happened.push(changedAt(2 * MINUTE, { order: '2' }), changedAt(4 * MINUTE, { order: '4' }));
    state.isDown = true;
    await run(15 * MINUTE);
    state.isDown = false;
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['posted', 'posted']);
    expect(asked.at(-1)?.from).toBe(4 * MINUTE - 1);
  });
});

describe('a minute that cannot be read', () => {
  const EVERY = 15;

  async function sweptWith(unreadable: readonly number[], runs: number) {
    const swept = await shop();
    swept.state.unreadable = unreadable;
    for (let run = 1; run <= runs; run += 1) {
      await swept.run(run * EVERY * MINUTE);
    }
    return swept;
  }

  it('is passed over, counted and named, and what changed later is found', async () => {
    const { run, happened, outcomes, journal, state } = await sweptWith([3.5 * MINUTE], 1);
    happened.push(changedAt(20 * MINUTE));
    for (let at = 2; outcomes.length === 0; at += 1) {
      await run(at * EVERY * MINUTE);
      expect(at).toBeLessThan(12);
    }
    expect(outcomes).toEqual(['posted']);
    expect(journal.lines.filter((line) => line.includes('cannot be read, what changed later can'))).toEqual([
      expect.stringMatching(/^shopify: what changed from 12:0[23] UTC to 12:0[34] UTC cannot be read/),
    ]);
    expect(journal.counts.get('SweepUnread')).toBeGreaterThanOrEqual(1);
    happened.push(changedAt(3.5 * MINUTE, { order: 'odd' }));
    state.unreadable = [];
    await run(13 * EVERY * MINUTE);
    expect(outcomes).toEqual(['posted', 'posted']);
    const counted = journal.counts.get('SweepUnread');
    await run(14 * EVERY * MINUTE);
    expect(journal.counts.get('SweepUnread')).toBe(counted);
  });

  it('is not passed over while the channel gives no answer at all', async () => {
    const { run, state, marks, journal } = await shop();
    state.isDown = true;
    for (let at = 1; at < 12; at += 1) {
      await run(at * EVERY * MINUTE);
    }
    expect(await marks.begin(SHOPIFY, { sweptTo: NOON, windowMs: 1 })).toEqual({
      sweptTo: NOON,
      windowMs: MINUTE * 1_000,
    });
    expect(journal.counts.get('SweepUnread')).toBeUndefined();
  });

  it('is one of ten at most: with more the mark stays', async () => {
    const odd = Array.from({ length: 12 }, (_, index) => (index * 10 + 5.5) * MINUTE);
    const { marks } = await sweptWith(odd, 160);
    const { sweptTo, unread } = await marks.begin(SHOPIFY, { sweptTo: NOON, windowMs: 1 });
    expect(unread).toHaveLength(10);
    expect(sweptTo < later(106 * MINUTE)).toBe(true);
  });
});

describe('a SKU that the ledger does not have', () => {
  it('is parked by the first sweep that finds it, and not again by the next', async () => {
    const { run, happened, outcomes, table } = await shop();
    happened.push(
      changedAt(MINUTE, { sku: parseSku('PEN') }),
      changedAt(9.5 * MINUTE, { sku: parseSku('PEN'), order: '2' }),
    );
    await run(15 * MINUTE);
    await run(30 * MINUTE);
    expect(outcomes).toEqual(['unknownSku', 'unknownSku']);
    expect(await table.parkingLot().list(10)).toHaveLength(2);
  });
});
