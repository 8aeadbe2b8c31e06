import { describe, expect, it } from '@jest/globals';
import { later, NOON } from '../fakes/facts.ts';
import {
  type Call,
  callsBeyond,
  type Entry,
  reusedKeys,
  unexplainedFigures,
  unexplainedRaises,
} from './call-verdicts.ts';

/** A push of the mug so many seconds after noon. */
function push(seconds: number, quantity: number, rest: Partial<Call> = {}): Call {
  const at = later(seconds);
  return {
    at,
    kind: 'change',
    operation: 'push',
    sku: 'MUG',
    quantity,
    idempotencyKey: `${at}`,
    answer: 'ok',
    ...rest,
  };
}

/** So many mugs were on hand after each entry, one a second from noon on. */
function entries(...onHand: readonly number[]): readonly Entry[] {
  return onHand.map((units, index) => ({
    seq: index + 1,
    postedAt: later(index),
    source: { channel: 'shopify', order: `${index + 1}` },
    stockAfter: { main: { onHand: units, committed: 0, held: 0, unavailable: 0 } },
  }));
}

const onShopify = (...surplus: [string, number][]) => ({ channel: 'shopify', surplus: new Map(surplus) });

describe('the storm’s verdict on calls', () => {
  it('finds a key that was used for another quantity, and not the repetition of a call', () => {
    const key = { idempotencyKey: 'k' };
    expect(reusedKeys([push(1, -1, key), push(2, -1, key)])).toEqual([]);
    expect(reusedKeys([push(1, -1, key), push(2, -2, key)])).toEqual(['k']);
  });

  it('finds a raise beyond what became available until then', () => {
    const history = entries(10, 7, 9);
    expect(unexplainedRaises([push(1.5, -3), push(3, 2)], history, onShopify())).toEqual([]);
    expect(unexplainedRaises([push(1.5, 2)], history, onShopify())).toHaveLength(1);
    expect(unexplainedRaises([push(3, 2), push(4, 1)], history, onShopify())).toHaveLength(1);
    expect(unexplainedRaises([push(1.5, 2, { answer: 'throttled' })], history, onShopify())).toEqual([]);
  });

  it('takes a raise for explained by an order for which the channel counted more down, once it is posted', () => {
    const history = entries(10, 7, 7);
    expect(unexplainedRaises([push(3, 2)], history, onShopify(['3', 2]))).toEqual([]);
    expect(unexplainedRaises([push(1.5, 2)], history, onShopify(['3', 2]))).toHaveLength(1);
    expect(unexplainedRaises([push(3, 3)], history, onShopify(['3', 2]))).toHaveLength(1);
  });

  it('takes a raise for explained that brings a figure back to zero after the channel sold what was not there', () => {
    const history = entries(10, 1, -2);
    expect(unexplainedRaises([push(3, 2)], history, onShopify())).toEqual([]);
    expect(unexplainedRaises([push(3, 3)], history, onShopify())).toHaveLength(1);
    expect(unexplainedRaises([push(3, 2)], history, { ...onShopify(), channel: 'square' })).toHaveLength(1);
  });

  it('finds an absolute figure that was never what is available', () => {
    const history = entries(10, 7, -2);
    expect(unexplainedFigures([push(1.5, 7), push(3, 0)], history)).toEqual([]);
    expect(unexplainedFigures([push(1.5, 9)], history)).toHaveLength(1);
    expect(unexplainedFigures([push(0.5, 7)], history)).toHaveLength(1);
  });

  it('counts the calls beyond a rate and its burst', () => {
    const at = (milliseconds: number) => new Date(Date.parse(NOON) + milliseconds).toISOString();
    const calls = (times: number, everyMs: number) =>
      Array.from({ length: times }, (_, index) => push(0, 1, { at: at(index * everyMs) }));
    expect(callsBeyond(calls(5, 0), { perSecond: 5, burst: 5 })).toBe(0);
    expect(callsBeyond(calls(7, 0), { perSecond: 5, burst: 5 })).toBe(2);
    expect(callsBeyond(calls(50, 200), { perSecond: 5, burst: 5 })).toBe(0);
    expect(callsBeyond(calls(50, 100), { perSecond: 5, burst: 5 })).toBeGreaterThan(10);
  });
});
