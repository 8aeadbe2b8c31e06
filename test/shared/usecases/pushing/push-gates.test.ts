import { describe, expect, it } from '@jest/globals';
import { AMAZON, movement, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryChannelStates } from '../../../fakes/ports/open-gates.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const hangUp = () => new Error('socket hang up');

describe('a paused channel', () => {
  it('is sent nothing and keeps no message, and its listings stay visibly behind', async () => {
    const { reconcile, calls, states, shown, first } = await shopWindow({ mugs: [[8, 10]] });
    await states.pause(SHOPIFY, { by: 'ada', at: '', why: 'price import' });
    expect(await reconcile()).toEqual([]);
    expect(calls).toEqual([]);
    expect(await shown(first)).toBe(10);
  });

  it('is another channel’s business only', async () => {
    const { reconcile, calls, states } = await shopWindow({ mugs: [[8, 10]] });
    await states.pause(AMAZON, { by: 'ada', at: '', why: '' });
    await reconcile();
    expect(calls).toHaveLength(1);
  });
});

describe('a channel that gives no answer', () => {
  const dead = async () => {
    const window = await shopWindow({ mugs: Array.from({ length: 9 }, () => [8, 10] as const) });
    window.state.answers = hangUp;
    await window.reconcile(...window.skus.slice(0, 5));
    return window;
  };

  it('is cut off after five calls in a row: what comes then is given back until the circuit’s time is over', async () => {
    const { reconcile, calls, skus, journal } = await dead();
    expect(calls).toHaveLength(5);
    const [waits] = await reconcile(...skus.slice(5, 6));
    expect(waits).toEqual({ id: 'MUG-6', retryAfterMs: 5_000, isExact: true });
    expect(calls).toHaveLength(5);
    expect(journal.counts.get('CircuitOpened')).toBe(1);
  });

  it('is tried by one call of one function, and cut off for twice as long when that gets no answer', async () => {
    const { reconcile, calls, skus, pass } = await dead();
    pass(5);
    const [mine, theirs] = await Promise.all([reconcile(...skus), reconcile(...skus)]);
    expect(calls).toHaveLength(6);
    expect([...mine, ...theirs].every(({ retryAfterMs }) => retryAfterMs > 0)).toBe(true);
    pass(9);
    await reconcile();
    expect(calls).toHaveLength(6);
    pass(1);
    await reconcile();
    expect(calls).toHaveLength(7);
  });

  it('goes on with all that waited once the one call is answered', async () => {
    const { reconcile, calls, skus, pass, state, states, shown } = await dead();
    pass(5);
    state.answers = () => undefined;
    expect(await reconcile()).toEqual([]);
    expect(calls).toHaveLength(5 + 9);
    expect(await Promise.all(skus.map(shown))).toEqual(skus.map(() => 8));
    expect((await states.read(SHOPIFY)).circuit).toEqual({ failures: 0, opened: 0 });
  });

  it('leaves the trial to the next request when this one has nothing to call for', async () => {
    const { reconcile, calls, skus, pass, state, table, ports } = await dead();
    pass(5);
    state.answers = () => undefined;
    const idle = {
      ...ports.store,
      read: async (sku: (typeof skus)[number]) => {
        const skuState = await table.reader().skuState(sku);
        return skuState && { ...skuState, listings: [] };
      },
    };
    Object.assign(ports, { store: idle });
    await reconcile();
    expect(calls).toHaveLength(5);
    Object.assign(ports, { store: table.pushStore(SHOPIFY, ['-']) });
    await reconcile();
    expect(calls.length).toBeGreaterThan(5);
  });

  it.each([
    ['its taking is written down', 'takeProbe'],
    ['its taking is answered', 'taken'],
    ['the budget is drawn', 'budget'],
    ['a push is claimed', 'claim'],
    ['the circuit is closed', 'closeCircuit'],
    ['the missing answer is counted', 'countFailure'],
  ] as const)('is tried again a second later when AWS fails as %s of the trial', async (_name, at) => {
    const { reconcile, skus, pass, state, states, ports, shown } = await dead();
    const fails = { left: 1 };
    const failing =
      <Given extends readonly unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
      async (...given: Given): Promise<Answer> => {
        fails.left -= 1;
        if (fails.left >= 0) {
          throw new Error('DynamoDB hangs');
        }
        return call(...given);
      };
    const claim = failing(ports.store.claim);
    Object.assign(ports, { store: { ...ports.store, ...(at === 'claim' && { claim, claimRaise: claim }) } });
    const budget = { ahead: 1, take: failing(async () => ({ calls: 9, retryAfterMs: 0, perCallMs: 0 })) };
    Object.assign(ports, { gates: { ...ports.gates, ...(at === 'budget' && { budget }) } });
    if (at === 'closeCircuit') {
      Object.assign(states, { closeCircuit: failing(states.closeCircuit.bind(states)) });
    }
    if (at === 'countFailure') {
      Object.assign(states, { countFailure: failing(states.countFailure.bind(states)) });
    }
    const { takeProbe } = states;
    if (at === 'takeProbe') {
      Object.assign(states, { takeProbe: failing(takeProbe.bind(states)) });
    }
    if (at === 'taken') {
      const answered = failing(async (isTaken: boolean) => isTaken);
      const taken = async (...given: Parameters<typeof takeProbe>) => answered(await takeProbe.apply(states, given));
      Object.assign(states, { takeProbe: taken });
    }
    pass(5);
    state.answers = at === 'countFailure' ? hangUp : () => undefined;
    await reconcile(...skus.slice(0, 1)).catch(() => undefined);
    expect(fails.left).toBeLessThan(1);
    state.answers = () => undefined;
    pass(1);
    expect(await reconcile()).toEqual([]);
    expect(await Promise.all(skus.map(shown))).toEqual(skus.map(() => 8));
    expect((await states.read(SHOPIFY)).circuit).toEqual({ failures: 0, opened: 0 });
  });

  it('is cut off no more once any answer of the trial’s batch could be written down', async () => {
    const { reconcile, skus, pass, state, states } = await dead();
    const { closeCircuit } = states;
    const close = closeCircuit.bind(states);
    let isFirst = true;
    Object.assign(states, {
      closeCircuit: async (channel: typeof SHOPIFY) => {
        if (isFirst) {
          isFirst = false;
          throw new Error('DynamoDB hangs');
        }
        await close(channel);
      },
    });
    pass(5);
    state.answers = () => undefined;
    expect(await reconcile(...skus)).toEqual([{ id: 'MUG-1', retryAfterMs: 1_000 }]);
    expect((await states.read(SHOPIFY)).circuit).toEqual({ failures: 0, opened: 0 });
  });

  it.each([
    ['throttles', { kind: 'throttled', retryAfterMs: 100 }],
    ['refuses', { kind: 'refused', reason: 'ITEM_NOT_STOCKED_AT_LOCATION' }],
  ] as const)('is not one that %s: that is an answer', async (_name, answer) => {
    const { reconcile, states, state } = await shopWindow({ mugs: Array.from({ length: 9 }, () => [8, 10] as const) });
    state.answers = () => answer;
    await reconcile();
    expect((await states.read(SHOPIFY)).circuit).toEqual({ failures: 0, opened: 0 });
  });
});

describe('a poison listing', () => {
  it('parks alone: it stays visibly refused, the others go out, and another change of its SKU tries it again', async () => {
    const { reconcile, state, skus, shown, listing, journal, first, post, calls } = await shopWindow({
      mugs: [
        [8, 10],
        [7, 10],
        [6, 10],
      ],
    });
    state.answers = ({ listing: { sku } }) => (sku === first ? { kind: 'refused', reason: 'no such item' } : undefined);
    for (let time = 0; time < 6; time += 1) {
      expect(await reconcile()).toEqual([]);
    }
    expect(await listing(first)).toMatchObject({ shown: 10, problem: 'no such item' });
    expect(await Promise.all(skus.slice(1).map(shown))).toEqual([7, 6]);
    expect(journal.counts.get('PushRefused')).toBe(6);
    state.answers = () => undefined;
    await post(first, movement('received', 1, { sku: first }));
    await reconcile(first);
    expect(await listing(first)).toMatchObject({ shown: 9 });
    expect((await listing(first))?.problem).toBeUndefined();
    expect(calls.filter(({ listing: { sku } }) => sku !== first)).toHaveLength(2);
  });
});

describe('a channel’s mode', () => {
  it('shadow: what would be pushed is logged, nothing is sent, nothing waits, and the listing stays as it is', async () => {
    const { reconcile, calls, journal, listing, first } = await shopWindow({
      mugs: [[9, 12]],
      gates: { mode: 'shadow' },
    });
    expect(await reconcile()).toEqual([]);
    expect(calls).toEqual([]);
    expect(journal.lines).toContain('MUG-1: shopify would show 12 → 9 (shadow mode)');
    expect(await listing(first)).toMatchObject({ shown: 12, generation: 0 });
  });

  it('lower-only: what lowers is sent, what raises is logged', async () => {
    const window = await shopWindow({
      mugs: [
        [9, 12],
        [5, 3],
      ],
      gates: { mode: 'lowerOnly' },
    });
    expect(await window.reconcile()).toEqual([]);
    expect(await Promise.all(window.skus.map(window.shown))).toEqual([9, 3]);
    expect(window.journal.lines).toContain('MUG-2: shopify would show 3 → 5 (lower-only mode)');
  });

  it('as set at run time wins over the configured one', async () => {
    const { reconcile, calls, states } = await shopWindow({ mugs: [[9, 12]], gates: { mode: 'shadow' } });
    await states.setMode(SHOPIFY, 'live', '');
    await reconcile();
    expect(calls).toHaveLength(1);
  });

  it('lower-only ends under its key a raise that was begun before: its call may have been made', async () => {
    const { reconcile, calls, states, state, shown, first } = await shopWindow({ mugs: [[9, 5]] });
    state.answers = hangUp;
    await reconcile();
    await states.setMode(SHOPIFY, 'lowerOnly', '');
    state.answers = () => undefined;
    await reconcile();
    expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await shown(first)).toBe(9);
  });
});

describe('the state of a channel', () => {
  it('is shared by its functions: what one finds out, the other knows', async () => {
    const states = new MemoryChannelStates();
    const mugs = Array.from({ length: 5 }, () => [8, 10] as const);
    const [one, other] = [await shopWindow({ mugs, states }), await shopWindow({ mugs, states })];
    one.state.answers = hangUp;
    await one.reconcile();
    expect(await other.reconcile()).toHaveLength(5);
    expect(other.calls).toEqual([]);
  });
});
