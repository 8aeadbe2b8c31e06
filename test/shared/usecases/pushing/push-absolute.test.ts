import { describe, expect, it } from '@jest/globals';
import { pushAbsolute } from '../../../../shared/usecases/pushing/push-absolute.ts';
import { absoluteIntentOf } from '../../../contract/table-steps.ts';
import { AMAZON, listing, movement, orderLine, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const raising = (onHand: number, shows: number) =>
  shopWindow({ mugs: [[onHand, shows]], channel: AMAZON, pushMode: 'absolute' });

describe('an absolute figure that raises', () => {
  it('goes out at once where nothing is recent and the channel shows what we believe', async () => {
    const { reconcile, shows, shown, first } = await raising(12, 10);
    expect(await reconcile()).toEqual([]);
    expect([shows.get(first), await shown(first)]).toEqual([12, 12]);
  });

  it('waits until the last push has settled, to the second', async () => {
    const { reconcile, post, first, pass, shows, calls } = await raising(8, 10);
    await reconcile();
    await post(first, movement('received', 5, { sku: first }));
    pass(10);
    expect(await reconcile()).toEqual([{ id: first, retryAfterMs: 20_000, isExact: true }]);
    expect(calls).toHaveLength(1);
    pass(20);
    expect(await reconcile()).toEqual([]);
    expect(shows.get(first)).toBe(13);
  });

  it('is not written over a sale that we have not received: it is taken back without a call', async () => {
    const { reconcile, shows, listing, first, calls, checks, post, check } = await raising(12, 10);
    shows.set(first, 7);
    expect(await reconcile()).toEqual([]);
    expect(calls).toEqual([]);
    expect((await listing(first))?.intent).toBeUndefined();
    expect(checks).toHaveLength(1);
    await post(first, orderLine({ sku: first, channel: AMAZON, ordered: 3 }));
    await check();
    expect([shows.get(first), (await listing(first))?.shown]).toEqual([9, 9]);
  });

  it('goes out from the channel’s figure when that stays what it is: it was an edit, and nothing is on its way', async () => {
    const { reconcile, shows, first, check, shown, calls, journal } = await raising(12, 10);
    shows.set(first, 7);
    await reconcile();
    expect(calls).toEqual([]);
    await check();
    expect([shows.get(first), await shown(first)]).toEqual([12, 12]);
    expect(journal.counts.get('Drift')).toBe(1);
  });

  it('that is reconciled again while a check is on its way costs neither a call nor a read', async () => {
    const { reconcile, shows, first, ports } = await raising(12, 10);
    shows.set(first, 7);
    await reconcile();
    let reads = 0;
    const { readQuantity } = ports.client;
    Object.assign(ports.client, {
      readQuantity: (...args: Parameters<typeof readQuantity>) => {
        reads += 1;
        return readQuantity(...args);
      },
    });
    await reconcile();
    expect(reads).toBe(0);
  });

  it('whose answer was lost is found applied by a reading, and not made again', async () => {
    const { reconcile, state, shows, first, calls, shown, pass } = await raising(12, 10);
    state.answers = ({ intent }) => {
      shows.set(first, intent.target);
      return new Error('socket hang up');
    };
    await reconcile();
    pass(5);
    expect(await reconcile()).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(await shown(first)).toBe(12);
  });

  it('of a crashed function is not made over what was sold since', async () => {
    const { reconcile, state, shows, first, calls, pass, listing } = await raising(12, 10);
    state.answers = () => new Error('crash');
    await reconcile();
    shows.set(first, 4);
    pass(60);
    state.answers = () => undefined;
    await reconcile();
    expect(calls).toHaveLength(1);
    // Its call may have been made after all: what the channel counts now may yet be overwritten.
    expect((await listing(first))?.lastPushedAt).toBe(new Date(state.now).toISOString());
  });

  it('is planned anew when the stock moved between the plan and the reading', async () => {
    const { reconcile, first, post, ports, shown, shows, check } = await raising(12, 10);
    const { readIsolated } = ports.store;
    let isFirst = true;
    Object.assign(ports.store, {
      // The claim of what was read in turn would be refused.
      read: async (...args: Parameters<typeof readIsolated>) => {
        const skuState = await readIsolated(...args);
        if (isFirst) {
          isFirst = false;
          shows.set(first, 7);
          await post(first, orderLine({ sku: first, channel: AMAZON, ordered: 3 }));
        }
        return skuState;
      },
    });
    await reconcile();
    expect([shows.get(first), await shown(first)]).toEqual([7, 7]);
    await check();
    expect([shows.get(first), await shown(first)]).toEqual([9, 9]);
  });
});

describe('other figures do not wait', () => {
  it('one that lowers goes out right after a push, and over whatever the channel shows', async () => {
    const { reconcile, post, first, shows } = await raising(8, 10);
    await reconcile();
    await post(first, orderLine({ sku: first, channel: SQUARE, ordered: 3 }));
    shows.set(first, 6);
    expect(await reconcile()).toEqual([]);
    expect(shows.get(first)).toBe(5);
  });

  it('a difference is no figure: it writes over nothing', async () => {
    const { reconcile, post, first, shows } = await shopWindow({ mugs: [[8, 10]], channel: SHOPIFY });
    await reconcile();
    await post(first, movement('received', 5, { sku: first }));
    await reconcile();
    expect(shows.get(first)).toBe(13);
  });
});

describe('a lowering of a figure that somebody raised meanwhile', () => {
  /** Its last comparison is so many seconds old, somebody sets it to so many, and a sale elsewhere lowers it before any reading. */
  async function lowered(seconds: number, edited: number) {
    const window = await raising(12, 12);
    const { first, pass, post, shows, state, ports } = window;
    await window.compare();
    pass(seconds);
    shows.set(first, edited);
    await post(first, orderLine({ sku: first, channel: SQUARE, ordered: 3 }));
    state.answers = () => ({ kind: 'applied' });
    let reads = 0;
    const { readQuantity } = ports.client;
    Object.assign(ports.client, {
      readQuantity: (...args: Parameters<typeof readQuantity>) => {
        reads += 1;
        return readQuantity(...args);
      },
    });
    expect(await window.reconcile()).toEqual([]);
    return { ...window, reads };
  }

  it('is made, and leaves the rise that it replaced as a question', async () => {
    const { calls, listing, first, journal } = await lowered(600, 512);
    expect(calls.map(({ intent }) => intent.target)).toEqual([9]);
    expect(await listing(first)).toMatchObject({ shown: 9, rise: { shows: 512, believed: 12 } });
    expect([journal.counts.get('ShownMore'), journal.counts.get('Drift')]).toEqual([1, 1]);
  });

  it.each([
    ['costs no reading where it was seen within ten minutes', 599, 512, 0],
    ['asks nothing where few units are more', 600, 36, 1],
  ])('%s', async (_what, seconds, edited, expected) => {
    const { listing, first, reads, calls } = await lowered(seconds, edited);
    expect(calls).toHaveLength(1);
    expect(await listing(first)).not.toHaveProperty('rise');
    expect(reads).toBe(expected);
  });

  it('is made though the reading beside it fails', async () => {
    const { ports, first, pass, post, reconcile, compare, shown } = await raising(12, 12);
    await compare();
    pass(600);
    await post(first, orderLine({ sku: first, channel: SQUARE, ordered: 3 }));
    Object.assign(ports.client, { readQuantity: async () => Promise.reject(new Error('no answer')) });
    expect(await reconcile()).toEqual([]);
    expect(await shown(first)).toBe(9);
  });
});

describe('one step of an absolute figure', () => {
  type Calls = Parameters<typeof pushAbsolute>[0];
  /** What was called in its order, and how the push ends, on a channel that shows 10 and answers so. */
  async function stepOf(
    facts: Parameters<typeof absoluteIntentOf>[0],
    answer: Awaited<ReturnType<Calls['push']>>,
    shows: Awaited<ReturnType<Calls['read']>> = 10,
  ) {
    const called: string[] = [];
    const calls: Calls = {
      push: async () => {
        called.push('push');
        return answer;
      },
      read: async () => {
        called.push('read');
        return shows;
      },
    };
    const step = await pushAbsolute(calls, listing(AMAZON, 10), absoluteIntentOf(facts));
    return [called.join(), step.kind === 'ended' ? step.ending.kind : step.kind];
  }
  const applied = { kind: 'applied' } as const;
  const unanswered = { kind: 'unanswered', reason: 'socket hang up' } as const;
  const share = { basis: 'share', delta: 5, target: 5 } as const;

  it.each([
    ['a raise of a share is called without a reading', share, applied, 'push', 'applied'],
    ['a raise of a share is called once: then it counts', { ...share, repeated: true }, applied, '', 'applied'],
    ['a raise of a share without an answer counts: it may be applied later', share, unanswered, 'push', 'applied'],
    ['a raise of a share that is refused does not count', share, { kind: 'refused', reason: 'No.' }, 'push', 'refused'],
    ['0 of a share without an answer is called again', { ...share, target: 0 }, unanswered, 'push', 'unanswered'],
    ['a lowering whose answer is about a comparison has none', {}, { kind: 'stale' }, 'push', 'unanswered'],
    ['a lowering whose answer is about a key has none', {}, { kind: 'spent' }, 'push', 'unanswered'],
  ] as const)('%s', async (_name, facts, answer, called, ending) => {
    expect(await stepOf(facts, answer)).toEqual([called, ending]);
  });

  it('a raise whose channel cannot be read is not called', async () => {
    const unread = { kind: 'unread', reason: 'no answer' } as const;
    expect(await stepOf({ delta: 2, target: 12 }, applied, unread)).toEqual(['read', 'unread']);
  });
});
