/** A bounded part of `npm run test:hostile`, which sends as many inputs as one likes. */
import { describe, expect, it } from '@jest/globals';
import { judge } from './hostile.ts';

const INPUTS = 150;
/** `.ci/run` takes another each day, so that inputs are met that nobody has seen. */
const SEED = Number(process.env['STOCKLINE_TEST_FROM'] ?? 20_261_128);

describe('hostile messages with valid signatures', () => {
  it('break nothing: each is posted, parked, refused or ignored, and every SKU goes on', async () => {
    const broken: string[] = [];
    const kinds = new Set<string>();
    for (let index = 1; index <= INPUTS && broken.length === 0; index += 1) {
      const verdict = await judge(SEED, index);
      broken.push(...verdict.broken.map((each) => `--seed ${SEED} --from ${index}: ${each}`));
      for (const kind of verdict.counts.keys()) {
        kinds.add(kind);
      }
    }
    expect(broken).toEqual([]);
    expect([...kinds]).toEqual(
      expect.arrayContaining(['posted or parked', 'refused 400', 'ignored', 'read at the channel']),
    );
  });
});
