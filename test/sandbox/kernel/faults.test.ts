import { describe, expect, it } from '@jest/globals';
import { createFaultDice, type FaultDice, type Faults, parseFaults } from '../../../sandbox/kernel/faults.ts';

function faultsOf(body: object): Faults {
  const parsed = parseFaults(body);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.faults;
}

function diceWith(body: object): FaultDice {
  const dice = createFaultDice();
  dice.set(faultsOf(body));
  return dice;
}

const times = <T>(count: number, roll: () => T): T[] => Array.from({ length: count }, roll);

const ALL = { throttle: 0.2, error: 0.2, timeout: 0.2, ignore: 0.2 };

describe('the faults of a sandbox', () => {
  it('are off where the body does not name them', () => {
    expect(faultsOf({ api: { throttle: 0.5 } })).toEqual({
      seed: 1,
      webhook: { loss: 0, duplicate: 0, delayMs: [0, 0] },
      api: { throttle: 0.5, error: 0, timeout: 0, ignore: 0, latencyMs: 0 },
    });
  });

  it.each([
    [{ api: { throttle: 1.5 } }, 'api.throttle'],
    [{ webhook: { loss: -0.1 } }, 'webhook.loss'],
    [{ webhook: { delayMs: [5, 1] } }, 'webhook.delayMs'],
    [{ webhook: { delayMs: 5 } }, 'webhook.delayMs'],
    [{ seed: 'x' }, 'seed'],
    [{ api: { trottle: 1 } }, 'api.trottle'],
    ['nothing', 'body'],
  ])('refuse %j and name the field', (body, field) => {
    expect(parseFaults(body)).toEqual({ ok: false, reason: expect.stringMatching(`^${field}: `) });
  });

  it('give the same fates for the same seed, and others for another', () => {
    const fates = (seed: number) => {
      const dice = diceWith({ seed, api: ALL });
      return times(200, () => dice.nextCall().fate);
    };
    expect(fates(7)).toEqual(fates(7));
    expect(fates(7)).not.toEqual(fates(8));
  });

  it('start anew when they are set', () => {
    const dice = diceWith({ seed: 7, api: ALL });
    const first = times(50, () => dice.nextCall().fate);
    dice.set(faultsOf({ seed: 7, api: ALL }));
    expect(times(50, () => dice.nextCall().fate)).toEqual(first);
  });

  it('do not depend on how calls and notifications interleave', () => {
    const body = { seed: 7, api: ALL, webhook: { loss: 0.3, duplicate: 0.3, delayMs: [0, 100] } };
    const apart = diceWith(body);
    const calls = times(50, () => apart.nextCall().fate);
    const notifications = times(50, () => apart.nextNotification());
    const mixed = diceWith(body);
    const pairs = times(50, () => [mixed.nextNotification(), mixed.nextCall().fate] as const);
    expect(pairs.map(([, fate]) => fate)).toEqual(calls);
    expect(pairs.map(([notification]) => notification)).toEqual(notifications);
  });

  it.each([
    ['throttle', ['throttle']],
    ['error', ['error']],
    ['ignore', ['ignore']],
    ['timeout', ['timeoutApplied', 'timeoutLost']],
  ] as const)('with %s at rate 1 hit every call', (rate, fates) => {
    const dice = diceWith({ api: { [rate]: 1 } });
    expect([...new Set(times(200, () => dice.nextCall().fate))].sort()).toEqual([...fates]);
  });

  it('come about as often as their rates say', () => {
    const dice = diceWith({ seed: 3, api: { throttle: 0.3 }, webhook: { loss: 0.1 } });
    const throttled = times(10_000, () => dice.nextCall().fate).filter((fate) => fate === 'throttle').length;
    const lost = times(10_000, () => dice.nextNotification()).filter(({ delaysMs }) => delaysMs.length === 0).length;
    expect(throttled / 10_000).toBeCloseTo(0.3, 1);
    expect(lost / 10_000).toBeCloseTo(0.1, 1);
  });

  it('delay each copy of a notification by its own time within the range', () => {
    const dice = diceWith({ webhook: { duplicate: 1, delayMs: [100, 200] } });
    const delays = times(100, () => dice.nextNotification().delaysMs);
    expect(delays.every((copies) => copies.length === 2 && copies[0] !== copies[1])).toBe(true);
    expect(Math.min(...delays.flat())).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays.flat())).toBeLessThanOrEqual(200);
    const inOrder = [...delays].sort(([left = 0], [right = 0]) => left - right);
    expect(delays).not.toEqual(inOrder);
  });
});
