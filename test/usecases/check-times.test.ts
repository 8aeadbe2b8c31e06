import { describe, expect, it } from '@jest/globals';
import { checkedMug } from '../fakes/checked-mug.ts';

describe('a check', () => {
  it('that comes before the last push had its time looks later: the channel need not show it yet', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    await mug.wait(20);
    await mug.post(['received', 2]);
    await mug.push();
    await mug.wait(12);
    expect(mug.reads()).toBe(0);
    expect(mug.scheduled()).toHaveLength(1);
    await mug.quiet();
    expect(mug.reads()).toBe(1);
    expect(mug.drifts()).toBe(0);
  });
});
