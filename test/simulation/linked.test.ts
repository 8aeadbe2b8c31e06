import { describe, expect, it } from '@jest/globals';
import { type Simulated, simulate } from './simulate.ts';

/** `npm run test:simulation -- --linked --seeds N` runs as many as wanted. */
const SEEDS = 80;
const FIRST = Number(process.env['STOCKLINE_TEST_FROM'] ?? 1);
const FAILING_MAX = 5;

describe('the whole flow under faults, where every channel has SKUs of its own, doubles and packs', () => {
  const sentences = ({ seed, broken }: Simulated) => broken.map((each) => `--linked --seed ${seed}: ${each}`);

  it('keeps its promises, also where links change under sale', async () => {
    const simulated: Simulated[] = [];
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      simulated.push(await simulate(seed, { isLinked: true }));
    }
    expect(simulated.flatMap(sentences).slice(0, FAILING_MAX)).toEqual([]);
    const changed = simulated.reduce((sum, { counts }) => sum + (counts.get('links changed') ?? 0), 0);
    expect(changed).toBeGreaterThan(SEEDS / 10);
  }, 900_000);

  it.each([0, 1])(
    'ends exact after a storm of 300 customers over 12 SKUs',
    async (more) => {
      const size = { skus: 12, customers: 300 };
      const storm = await simulate(FIRST + more, { isLinked: true, size });
      expect(sentences(storm)).toEqual([]);
      expect(storm.counts.get('orders placed')).toBeGreaterThan(30);
    },
    120_000,
  );
});
