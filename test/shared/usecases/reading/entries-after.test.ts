import { describe, expect, it } from '@jest/globals';
import { entriesAfter } from '../../../../shared/usecases/reading/entries-after.ts';
import { MUG, movement } from '../../../fakes/facts.ts';
import { countedMugs } from '../../../fakes/shops/counted-mugs.ts';

describe('the entries of a SKU', () => {
  it.each([
    [0, 1_101],
    [601, 500],
    [1_101, 0],
  ])('after number %i are read to the last, however many there are', async (seq, left) => {
    const shop = await countedMugs();
    await shop.post(
      MUG,
      Array.from({ length: 1_100 }, (_, index) => movement('received', 1, { id: `${index}` })),
    );
    const read = await Array.fromAsync(entriesAfter(shop.ports.reader, MUG, seq));
    expect(read.map((entry) => entry.seq)).toEqual(Array.from({ length: left }, (_, index) => seq + index + 1));
  });
});
