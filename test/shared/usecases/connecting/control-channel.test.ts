import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { PushingMode } from '../../../../shared/domain/pushing/channel-state.ts';
import type { StockChanged } from '../../../../shared/ports/posting/posting.ts';
import {
  type ChannelCommand,
  type ChannelCommandPorts,
  controlChannel,
  planCommand,
} from '../../../../shared/usecases/connecting/control-channel.ts';
import { followMove } from '../../../../shared/usecases/connecting/follow-moves.ts';
import { later, movement, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

async function steered(mugs: readonly (readonly [number, number])[]) {
  const window = await shopWindow({ mugs });
  const emitted: StockChanged[] = [];
  const bus = { isDown: false };
  const ports: ChannelCommandPorts = {
    controls: window.states,
    skuStates: async function* () {
      for (const sku of window.skus) {
        const skuState = await window.table.reader().skuState(sku);
        if (skuState !== undefined) {
          yield skuState;
        }
      }
    },
    events: {
      emit: async (changed) => {
        if (bus.isDown) {
          throw new Error('The bus is down.');
        }
        emitted.push(...changed);
      },
    },
    rules: SHARED_RULES,
    clock: window.ports.clock,
  };
  const steer = (steering: ChannelCommand) => controlChannel(ports, SHOPIFY, steering);
  const plan = (steering: ChannelCommand, mode: PushingMode) => planCommand(ports, SHOPIFY, steering, mode);
  return { ...window, emitted, steer, plan, bus };
}

const PAUSE: ChannelCommand = { kind: 'pause', by: 'ada', why: 'price import' };

describe('resuming a channel', () => {
  it('has each SKU reconciled once that is behind, however often it changed: one call each, and none for the others', async () => {
    const { steer, first, post, reconcile, emitted, calls, shown, states } = await steered([
      [10, 10],
      [10, 10],
      [10, 10],
    ]);
    await steer(PAUSE);
    for (const id of ['1', '2', '3', '4']) {
      await post(first, movement('sold', -1, { sku: first, id }));
      expect(await reconcile(first)).toEqual([]);
    }
    expect(await steer({ kind: 'resume' })).toBe(1);
    expect(emitted.map(({ sku, due }) => [sku, due])).toEqual([[first, [SHOPIFY]]]);
    await reconcile(...emitted.map(({ sku }) => sku));
    expect(calls.map(({ intent }) => [intent.delta, intent.target])).toEqual([[-4, 6]]);
    expect(await shown(first)).toBe(6);
    expect((await states.read(SHOPIFY)).catchingUpSince).toBeUndefined();
  });

  it('has what goes to nothing reconciled first', async () => {
    const { steer, emitted } = await steered([
      [0, 10],
      [4, 10],
    ]);
    await steer({ kind: 'resume' });
    expect(emitted.map(({ due, urgent }) => [due, urgent])).toEqual([
      [[], [SHOPIFY]],
      [[SHOPIFY], []],
    ]);
  });

  it('lets pushes go before it reads what is behind: what changes meanwhile has a message of its own', async () => {
    const { steer, states, bus } = await steered([[4, 10]]);
    await steer(PAUSE);
    bus.isDown = true;
    await expect(steer({ kind: 'resume' })).rejects.toThrow('The bus is down.');
    expect((await states.read(SHOPIFY)).paused).toBeUndefined();
    expect((await states.read(SHOPIFY)).catchingUpSince).toBe(later(0));
    bus.isDown = false;
    expect(await steer({ kind: 'resume' })).toBe(1);
    expect((await states.read(SHOPIFY)).catchingUpSince).toBeUndefined();
  });

  it('reconciles also what a crash left on its way, and at what was refused', async () => {
    const { steer, reconcile, state } = await steered([
      [9, 10],
      [8, 10],
    ]);
    state.answers = ({ listing: { sku } }) =>
      sku === 'MUG-1' ? { kind: 'refused', reason: 'no such item' } : new Error('socket hang up');
    await reconcile();
    expect(await steer({ kind: 'resume' })).toBe(2);
  });

  it('after 30 SKUs too', async () => {
    const { steer, emitted } = await steered(Array.from({ length: 30 }, () => [4, 10] as const));
    expect(await steer({ kind: 'resume' })).toBe(30);
    expect(emitted).toHaveLength(30);
  });
});

describe('going live after shadow', () => {
  it('catches up all that was only computed', async () => {
    const { steer, reconcile, emitted, calls } = await steered([
      [9, 12],
      [3, 2],
    ]);
    await steer({ kind: 'mode', mode: 'shadow' });
    await reconcile(...emitted.splice(0).map(({ sku }) => sku));
    expect(calls).toEqual([]);
    expect(await steer({ kind: 'mode', mode: 'live' })).toBe(2);
    await reconcile(...emitted.map(({ sku }) => sku));
    expect(calls).toHaveLength(2);
  });
});

describe('what a command on a channel would change', () => {
  const behind = [
    [9, 12],
    [3, 2],
    [5, 5],
  ] as const;
  const LOWERED = { sku: 'MUG-1', listing: 'shopify', before: 12, after: 9 };
  const RAISED = { sku: 'MUG-2', listing: 'shopify', before: 2, after: 3 };

  it.each([
    ['live', [LOWERED, RAISED]],
    ['lowerOnly', [LOWERED]],
    ['shadow', []],
  ] as const)('is each listing whose push is sent: under %s', async (mode, moves) => {
    const { plan, emitted, calls, steer } = await steered(behind);
    expect(await plan({ kind: 'mode', mode }, mode)).toEqual({ reconciled: 2, moves });
    expect([emitted, calls]).toEqual([[], []]);
    expect(await steer({ kind: 'mode', mode })).toBe(2);
  });

  it('is no listing for a pause', async () => {
    const { plan } = await steered(behind);
    expect(await plan(PAUSE, 'live')).toEqual({ reconciled: 0, moves: [] });
  });
});

describe('what became of a listing that a command moved', () => {
  const move = (sku: Sku) => ({ sku, listing: 'shopify', before: 10, after: 6 });

  it('is that it waits until its push was answered, and then that it shows its figure', async () => {
    const { steer, first, post, reconcile, emitted, table } = await steered([[10, 10]]);
    const follow = () => followMove({ skuState: table.reader().skuState, rules: SHARED_RULES }, move(first));
    await post(first, movement('sold', -4, { sku: first, id: '1' }));
    expect(await follow()).toMatchObject({ became: 'waits', shown: 10 });
    await steer({ kind: 'resume' });
    await reconcile(...emitted.map(({ sku }) => sku));
    expect(await follow()).toMatchObject({ became: 'shows', shown: 6 });
  });

  it('is that its channel refused it, with the reason', async () => {
    const { first, post, table } = await steered([[10, 10]]);
    await post(first, movement('sold', -4, { sku: first, id: '1' }));
    const skuState = async (sku: Sku) => {
      const state = await table.reader().skuState(sku);
      return state && { ...state, listings: state.listings.map((each) => ({ ...each, problem: 'no such item' })) };
    };
    expect(await followMove({ skuState, rules: SHARED_RULES }, move(first))).toMatchObject({
      ...{ became: 'refused', shown: 10, problem: 'no such item' },
    });
  });

  it('is that it waits where the listing is not there', async () => {
    const { table } = await steered([[10, 10]]);
    const ports = { skuState: table.reader().skuState, rules: SHARED_RULES };
    expect(await followMove(ports, move(parseSku('GONE')))).toMatchObject({ became: 'waits', shown: 10 });
  });
});
