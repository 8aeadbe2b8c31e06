/** Alerts of postings: once a crossing, the same again after a crash, the same when the ledger is replayed. */
import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import type { StockAlert } from '../../../../shared/ports/posting/posting.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, later, MUG, movement, NOON, orderLine, SHARED_RULES } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

/** A ledger whose SKUs are low at ten units. Each posting happens a second after the one before. */
function ledger() {
  const alerts: StockAlert[] = [];
  let second = 0;
  let isBusDown = false;
  const table = new MemoryTable();
  const ports = postingPorts(table, {
    rules: { ...SHARED_RULES, lowAt: 10 },
    clock: () => new Date(later(second)),
    events: {
      emit: async (_changed, _oversold, emitted = []) => {
        if (isBusDown) {
          throw new Error('the bus is down');
        }
        alerts.push(...emitted);
      },
    },
  });
  return {
    alerts,
    breakBus: (isDown: boolean) => {
      isBusDown = isDown;
    },
    post: async (observation: Observation) => {
      second += 1;
      return postObservations(ports, [{ id: `m${second}`, sku: MUG, observations: [observation] }]);
    },
  };
}

const sale = (line: string, ordered: number) => orderLine({ line, ordered });
const HISTORY = [
  baseline(20),
  sale('1', 9),
  sale('2', 2),
  sale('3', 8),
  sale('4', 2),
  movement('received', 40),
  sale('5', 1),
];

describe('an alert', () => {
  it('is emitted once for each crossing, with the figures of that moment', async () => {
    const { alerts, post } = ledger();
    for (const observation of HISTORY) {
      await post(observation);
    }
    expect(alerts).toEqual([
      { kind: 'stock.low', sku: MUG, seq: 3, available: 9, threshold: 10, at: later(3) },
      { kind: 'stock.out', sku: MUG, seq: 5, available: -1, threshold: 10, at: later(5) },
      { kind: 'stock.back', sku: MUG, seq: 6, available: 39, threshold: 10, at: later(6) },
    ]);
  });

  it('is not lost where the bus did not take it: the same comes when the message comes again', async () => {
    const { alerts, post, breakBus } = ledger();
    await post(baseline(20));
    breakBus(true);
    expect(await post(sale('1', 12))).toMatchObject({ failed: ['m2'] });
    breakBus(false);
    await post(sale('1', 12));
    expect(alerts).toEqual([{ kind: 'stock.low', sku: MUG, seq: 2, available: 8, threshold: 10, at: later(2) }]);
  });

  it('is of no other observation that comes again', async () => {
    const { alerts, post } = ledger();
    for (const observation of [baseline(20), sale('1', 12), sale('2', 1), sale('2', 1)]) {
      await post(observation);
    }
    expect(alerts).toHaveLength(1);
  });

  it('is the same when the ledger is replayed', async () => {
    const [once, again] = [ledger(), ledger()];
    for (const each of [once, again]) {
      for (const observation of HISTORY) {
        await each.post(observation);
      }
    }
    expect(again.alerts).toEqual(once.alerts);
    expect(once.alerts.every(({ at }) => at > NOON)).toBe(true);
  });
});
