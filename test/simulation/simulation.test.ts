import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Simulated, simulate } from './simulate.ts';

/** `npm run test:simulation -- --seeds N` runs as many as wanted. */
const SEEDS = 2_000;
/** `.ci/run` begins elsewhere each day, so that seeds are met that nobody has seen. */
const FIRST = Number(process.env['STOCKLINE_TEST_FROM'] ?? 1);
const FAILING_MAX = 5;
/**
 * Found broken once, by what broke. 41575259: where escrow began, nobody asked for the check of a listing that had left. 41576344:
 * a marker passed a sale that was a dead letter, and its unit was shown elsewhere. 650016384: a sale that a push may have
 * overwritten stayed so for ever, when the SKU was back under escrow and its figure proven by a reading.
 * 950000164: a check that a posting asked for could not be read. 960000614: while escrow began nobody read a listing that had left
 * with no unit, and no other was raised. 1400000769: units were read every quarter of an hour for a listing whose own place had none, for
 * ever. 1800000324: a hold was given units while nobody knew yet what bundles may still sell of them.
 */
const FOUND = [41_575_259, 41_576_344, 650_016_384, 950_000_164, 960_000_614, 1_400_000_769, 1_800_000_324];

describe(`the whole flow under faults, simulated with ${SEEDS} seeds from ${FIRST}`, () => {
  const simulated: Simulated[] = [];

  beforeAll(async () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      simulated.push(await simulate(seed));
    }
  }, 900_000);

  it('keeps its promises', () => {
    const failing = simulated
      .filter(({ broken }) => broken.length > 0)
      .map(({ seed, broken }) => `npm run test:simulation -- --seed ${seed}\n${broken.join('\n')}`);
    expect(failing.slice(0, FAILING_MAX)).toEqual([]);
  });

  it('leaves hardly anything for a sweep to find, where pushes are compared with their channels', () => {
    const swept = simulated.map(({ counts }) => counts.get('swept although compared') ?? 0);
    expect(swept.filter((listings) => listings > 0).length).toBeLessThan(SEEDS / 200);
  });

  it('sees every kind of trouble that it is there for', () => {
    const counts = new Map<string, number>();
    for (const [what, count] of simulated.flatMap((each) => [...each.counts])) {
      counts.set(what, (counts.get(what) ?? 0) + count);
    }
    const outcomes = ['Posted', 'Duplicate', 'Stale', 'Insufficient', 'Oversold', 'Parked'];
    const pushes = ['PushStale', 'PushThrottled', 'PushUnanswered', 'PushRefused', 'listings refused'];
    const others = [
      'dead letters',
      'counts',
      'web orders',
      'hold already',
      'hold notNow',
      'hold unanswered',
      'edits by hand',
      'orders that were not counted',
      'items made again',
      'items doubled',
      'imports',
      'bundles listed',
      'listings left',
      'listings stocked again',
      'listings deleted',
      'policy set to escrow',
      'AWS calls repeated in place',
      'AWS calls that hung once',
      'AWS calls that hung twice',
      'AWS calls in an outage',
      'cold starts',
      'late polls',
    ];
    const missing = [...outcomes, ...pushes, ...others].filter((what) => (counts.get(what) ?? 0) < 5);
    expect(missing).toEqual([]);
  });
});

describe('worlds that broke a promise once', () => {
  it.each(FOUND)('seed %i keeps them', async (seed) => {
    expect((await simulate(seed)).broken).toEqual([]);
  });
});

describe('a simulation', () => {
  it('makes the same history for the same seed, and another for another', async () => {
    const tale = async (seed: number) => {
      const lines: string[] = [];
      await simulate(seed, { trace: (line) => lines.push(line()) });
      return lines;
    };
    const first = await tale(3);
    expect(first.length).toBeGreaterThan(100);
    expect(await tale(3)).toEqual(first);
    expect(await tale(4)).not.toEqual(first);
  });
});
