import { describe, expect, it } from '@jest/globals';
import type { PushPorts } from '../../../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../../../shared/usecases/pushing/push-stock.ts';
import { later, MUG, type movement, NOON } from '../../../fakes/facts.ts';
import { counted, listed } from '../../../fakes/shops/listed-mug.ts';

describe('pushing a SKU', () => {
  it('brings the listing to what it should show, by the difference', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10 });
    expect(await reconcile()).toEqual([]);
    expect(calls.map(({ intent }) => [intent.delta, intent.changeFrom])).toEqual([[-2, 10]]);
    expect(await shown()).toBe(8);
  });

  it('sends nothing when the listing shows what it should: after quiescence there are no further pushes', async () => {
    const { reconcile, calls } = await listed({ onHand: 10, shows: 10 });
    await reconcile();
    await reconcile();
    expect(calls).toEqual([]);
  });

  it('makes many messages of one SKU one push', async () => {
    const { reconcile, calls } = await listed({ onHand: 4, shows: 10 });
    await reconcile('a', 'b', 'c', 'd');
    expect(calls).toHaveLength(1);
  });

  it('reads the SKU again after the answer and pushes what changed meanwhile', async () => {
    const held: { post?: (...entries: Parameters<typeof movement>[]) => Promise<unknown> } = {};
    const pushes: Promise<unknown>[] = [];
    const { reconcile, calls, shown, post } = await listed({ onHand: 8, shows: 10 }, (push, count) => {
      if (count === 1) {
        pushes.push(held.post?.(['received', 5]) ?? Promise.resolve());
      }
      return counted(push);
    });
    held.post = post;
    await reconcile();
    await Promise.all(pushes);
    await reconcile();
    expect(calls.map(({ intent }) => intent.delta)).toEqual([-2, 5]);
    expect(await shown()).toBe(13);
  });
});

describe('a SKU that was pushed', () => {
  it('is read again where something was posted meanwhile, whose own message found it busy', async () => {
    const { ports, calls, shown, post } = await listed({ onHand: 8, shows: 10 });
    const push: PushPorts['client']['push'] = async (each) => {
      await (calls.length === 0 ? post(['received', 5]) : undefined);
      return ports.client.push(each);
    };
    const client = { ...ports.client, push };
    expect(await pushStock({ ...ports, client }, [{ id: 'm', sku: MUG, receivedAt: NOON }])).toEqual([]);
    expect(calls.map(({ intent }) => intent.delta)).toEqual([-2, 5]);
    expect(await shown()).toBe(13);
  });

  it('is not read as a whole again where nothing was posted meanwhile', async () => {
    const { ports, calls, shown } = await listed({ onHand: 8, shows: 10 });
    let reads = 0;
    const read: PushPorts['store']['read'] = (sku) => {
      reads += 1;
      return ports.store.read(sku);
    };
    await pushStock({ ...ports, store: { ...ports.store, read } }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect([reads, calls.length, await shown()]).toEqual([1, 1, 8]);
  });
});

describe('a comparison that the channel proves stale', () => {
  it('is tried again from the figure the channel shows, with the same difference under a new key', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10, actual: 9 }, (push, count) =>
      count === 1 ? { kind: 'stale' } : counted(push),
    );
    await reconcile();
    expect(calls.map(({ intent }) => [intent.delta, intent.changeFrom])).toEqual([
      [-2, 10],
      [-2, 9],
    ]);
    expect(new Set(calls.map((call) => call.idempotencyKey)).size).toBe(2);
    expect(await shown()).toBe(8);
  });
});

describe('what to compare with cannot be read', () => {
  it('after a stale comparison: it is read later, and the call that was not applied is not taken for applied', async () => {
    const facts = { onHand: 8, shows: 10, actual: 8 };
    const { reconcile, calls, shown, readings } = await listed(facts, (push, count) =>
      count === 1 ? { kind: 'stale' } : counted(push),
    );
    const lost = Promise.reject(new Error('throttled'));
    lost.catch(() => undefined);
    readings.push(lost);
    expect(await reconcile()).toMatchObject([{ id: 'm' }]);
    expect(await shown()).toBe(10);
    expect(await reconcile()).toEqual([]);
    expect(calls.map(({ intent }) => [intent.delta, intent.changeFrom, intent.attempt])).toEqual([
      [-2, 10, 1],
      [-2, 8, 2],
    ]);
    expect(await shown()).toBe(8);
  });
});

describe('a key that a failed call has used up', () => {
  it('is followed by the same difference under another key', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10 }, (push, count) =>
      count === 1 ? { kind: 'spent' } : counted(push),
    );
    await reconcile();
    expect(new Set(calls.map((call) => call.idempotencyKey)).size).toBe(2);
    expect(await shown()).toBe(8);
  });
});

describe('a channel that never has enough of new keys', () => {
  it('is left for later instead of being asked for ever', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10 }, () => ({ kind: 'spent' }));
    expect(await reconcile()).toMatchObject([{ id: 'm' }]);
    expect(calls.length).toBeLessThan(25);
    expect(await shown()).toBe(10);
  });
});

describe('a push without an answer', () => {
  it('is given back and repeated under the same key, so that it cannot count twice', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10 }, (push, count) =>
      count === 1 ? new Error('socket hang up') : counted(push),
    );
    expect(await reconcile()).toEqual([{ id: 'm', retryAfterMs: 2000 }]);
    expect(await shown()).toBe(10);
    expect(await reconcile()).toEqual([]);
    expect(calls[1]?.idempotencyKey).toBe(calls[0]?.idempotencyKey);
    expect(calls[1]?.intent).toMatchObject({ delta: -2, changeFrom: 10 });
    expect(await shown()).toBe(8);
  });

  it('is repeated as it was even when the stock moved on, and what moved follows under a key of its own', async () => {
    const { reconcile, calls, shown, post } = await listed({ onHand: 8, shows: 10 }, (push, count) =>
      count === 1 ? new Error('timeout') : counted(push),
    );
    await reconcile();
    await post(['received', 5]);
    await reconcile();
    expect(calls.map(({ intent }) => intent.delta)).toEqual([-2, -2, 5]);
    expect(await shown()).toBe(13);
  });

  it('is believed applied when it raises and its repetition proves stale: made again it might show sold units', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 12, shows: 10, actual: 12 }, (_push, count) =>
      count === 1 ? new Error('socket hang up') : { kind: 'stale' },
    );
    await reconcile();
    await reconcile();
    expect(calls).toHaveLength(2);
    expect(await shown()).toBe(12);
  });

  it('is made again when it lowers and its repetition proves stale: what fits it may be an unreported sale', async () => {
    const { reconcile, calls, shown } = await listed({ onHand: 8, shows: 10, actual: 8 }, (push, count) =>
      count === 1 ? new Error('socket hang up') : count === 2 ? { kind: 'stale' } : counted(push),
    );
    await reconcile();
    await reconcile();
    expect(calls.map(({ intent }) => [intent.attempt, intent.changeFrom, intent.delta])).toEqual([
      [1, 10, -2],
      [1, 10, -2],
      [2, 8, -2],
    ]);
    expect(await shown()).toBe(8);
  });

  it('of a crashed function ends at its older figure, and what changed since is pushed at once', async () => {
    const { reconcile, calls, ports, pass, shown, post } = await listed({ onHand: 8, shows: 10 });
    const crashing: PushPorts = {
      ...ports,
      store: { ...ports.store, finish: () => new Promise(() => undefined) },
    };
    void pushStock(crashing, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    await new Promise((resolve) => setImmediate(resolve));
    await post(['damaged', -3]);
    pass(60);
    await reconcile();
    expect(calls.map(({ intent }) => intent.delta)).toEqual([-2, -2, -3]);
    expect(await shown()).toBe(5);
  });

  it('of a crashed function is taken up again once its lease is over', async () => {
    const { reconcile, calls, ports, pass, shown, table } = await listed({ onHand: 8, shows: 10 });
    const crashing: PushPorts = {
      ...ports,
      store: { ...ports.store, finish: () => new Promise(() => undefined) },
    };
    void pushStock(crashing, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await reconcile()).toMatchObject([{ id: 'm' }]);
    expect(calls).toHaveLength(1);
    pass(60);
    await reconcile();
    expect(calls.map((call) => call.idempotencyKey)[1]).toBe(calls[0]?.idempotencyKey);
    expect(await shown()).toBe(8);
    expect((await table.reader().skuState(MUG))?.listings[0]?.intent).toBeUndefined();
  });
});

describe('other answers of a channel', () => {
  it('throttled: the message comes back when the channel asked, and nothing is believed shown', async () => {
    const { reconcile, shown } = await listed({ onHand: 8, shows: 10 }, () => ({
      kind: 'throttled',
      retryAfterMs: 700,
    }));
    expect(await reconcile('a', 'b')).toEqual([
      { id: 'a', retryAfterMs: 700 },
      { id: 'b', retryAfterMs: 700 },
    ]);
    expect(await shown()).toBe(10);
  });

  it('refused: the reason stays visible on the listing, and the listing is not hammered', async () => {
    const { reconcile, calls, table, journal } = await listed({ onHand: 8, shows: 10 }, () => ({
      kind: 'refused',
      reason: 'ITEM_NOT_STOCKED_AT_LOCATION',
    }));
    expect(await reconcile()).toEqual([]);
    expect(calls).toHaveLength(1);
    expect((await table.reader().skuState(MUG))?.listings[0]).toMatchObject({
      shown: 10,
      problem: 'ITEM_NOT_STOCKED_AT_LOCATION',
    });
    expect(journal.counts.get('PushRefused')).toBe(1);
  });
});

describe('the lag', () => {
  it('is counted from when the sale was received to when the channel acknowledged', async () => {
    const { ports, journal, table } = await listed({ onHand: 8, shows: 10 });
    await pushStock({ ...ports, clock: () => new Date(later(1.5)) }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(journal.counts.get('lag shopify')).toBe(1500);
    expect((await table.reader().pushes(MUG, 0, 10)).map((push) => push.endedAt)).toEqual([later(1.5)]);
  });
});

describe('a channel that takes its time', () => {
  it('gets no further request after ten seconds: the message comes back to a function that has its time before it', async () => {
    const during: { change?: () => unknown } = {};
    const { reconcile, calls, post, pass } = await listed({ onHand: 8, shows: 10 }, (push) => {
      during.change?.();
      return counted(push);
    });
    let changes = 0;
    during.change = () => {
      changes += 1;
      pass(6);
      return post(['received', 1, { id: `${changes}` }]);
    };
    expect(await reconcile()).toEqual([{ id: 'm', retryAfterMs: 0 }]);
    expect(calls).toHaveLength(2);
  });
});
