import { describe, expect, it } from '@jest/globals';
import type { PushStore } from '../../../../shared/ports/pushing/push-store.ts';
import { pushStock } from '../../../../shared/usecases/pushing/push-stock.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { MUG, NOON } from '../../../fakes/facts.ts';
import { listed } from '../../../fakes/shops/listed-mug.ts';

const ONCE = new Error('TransactionConflict');

/** The store whose operation fails the first time: before it did anything, or after it did all and no answer came back. */
function failingOnce(store: PushStore, operation: keyof PushStore, isDone: boolean): PushStore {
  let hasFailed = false;
  return new Proxy(store, {
    get: (target, name: keyof PushStore) => {
      if (name === 'readEach') {
        return target.readEach;
      }
      const call = target[name] as (...values: unknown[]) => Promise<unknown>;
      return async (...values: unknown[]) => {
        if (name !== operation || hasFailed) {
          return await call(...values);
        }
        hasFailed = true;
        if (isDone) {
          await call(...values);
        }
        throw ONCE;
      };
    },
  });
}

describe('a push whose table fails once', () => {
  it.each<[keyof PushStore, string, boolean]>([
    ['read', 'refused', false],
    ['claim', 'refused', false],
    ['claim', 'done, its answer lost', true],
    ['finish', 'refused', false],
    ['finish', 'done, its answer lost', true],
  ])('at %s (%s): a second later it has reached the channel, once', async (operation, _, isDone) => {
    const mug = await listed({ onHand: 8, shows: 10 });
    const store = failingOnce(mug.ports.store, operation, isDone);
    const reconcile = () => pushStock({ ...mug.ports, store }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(await reconcile()).toEqual([{ id: 'm', retryAfterMs: 1_000 }]);
    mug.pass(1);
    expect(await reconcile()).toEqual([]);
    expect(await mug.shown()).toBe(8);
    expect(new Set(mug.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('and whose lease cannot be ended either waits until the lease is over, and says so', async () => {
    const mug = await listed({ onHand: 8, shows: 10 });
    const endLease = () => Promise.reject(ONCE);
    const store = failingOnce({ ...mug.ports.store, endLease }, 'finish', false);
    const reconcile = () => pushStock({ ...mug.ports, store }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    await reconcile();
    expect(mug.journal.lines.join()).toContain('keeps its lease');
    mug.pass(39);
    expect(await reconcile()).toMatchObject([{ id: 'm' }]);
    mug.pass(2);
    expect(await reconcile()).toEqual([]);
    expect(await mug.shown()).toBe(8);
  });
});

describe('a lowering that compares nothing and whose answer never came', () => {
  it('is planned anew a day later, when its channel may not know its key any more', async () => {
    const mug = await listed({ onHand: 8, shows: 10 });
    const skuState = await mug.table.reader().skuState(MUG);
    const [one] = skuState?.listings ?? [];
    const intent = intentOf({ changeFrom: null, repeated: true, leaseUntil: null });
    expect(one && (await mug.ports.store.claim(one, intent, skuState))).toBeDefined();
    mug.pass(86_400);
    await pushStock(mug.ports, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(mug.journal.lines.join()).toContain('too long ago to repeat it: it is lowered anew');
    expect(mug.calls.map((call) => call.intent)).toMatchObject([{ generation: 2, delta: -2, changeFrom: 10 }]);
    expect(await mug.shown()).toBe(8);
  });
});

describe('what decided a push', () => {
  it('is kept with it', async () => {
    const mug = await listed({ onHand: 8, shows: 10 });
    await pushStock(mug.ports, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    expect(await mug.table.reader().pushes(MUG, 1, 10)).toMatchObject([
      { answer: expect.stringMatching(/^(?:accepted|applied)/), inputs: { policy: 'shared', available: 8, buffer: 0 } },
    ]);
  });

  it('is not known of one that an earlier invocation had planned', async () => {
    const mug = await listed({ onHand: 8, shows: 10 });
    const store = failingOnce(mug.ports.store, 'finish', false);
    await pushStock({ ...mug.ports, store }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    mug.pass(1);
    await pushStock({ ...mug.ports, store }, [{ id: 'm', sku: MUG, receivedAt: NOON }]);
    const [push] = await mug.table.reader().pushes(MUG, 1, 10);
    expect(push?.answer).toBeDefined();
    expect(push).not.toHaveProperty('inputs');
  });
});
