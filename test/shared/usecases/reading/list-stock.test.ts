import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { SkuList } from '../../../../shared/domain/reconciling/sku-lists.ts';
import type { SkuOnList } from '../../../../shared/ports/reading/sku-lists.ts';
import { listStock } from '../../../../shared/usecases/reading/list-stock.ts';
import { baseline, later, NOON, orderLine, SHARED_RULES } from '../../../fakes/facts.ts';
import { heldMugs } from '../../../fakes/shops/held-mugs.ts';

const MINUTE = 60;

/** A list on which all of these SKUs stand, whether they belong there or not. */
async function standing(names: readonly string[], since: string) {
  const { table, post } = await heldMugs(10);
  const taken: string[] = [];
  const read: number[] = [];
  const skus = names.map(parseSku);
  await post(...skus.filter((sku) => !sku.startsWith('GONE')).map((sku) => baseline(5, sku)));
  const list = (asked: { list?: SkuList; limit?: number; after?: string } = {}) =>
    listStock(
      {
        lists: {
          page: async (_list, { after = '', limit }) => {
            const rest = skus.filter((sku) => sku > after);
            return { skus: rest.slice(0, limit).map((sku) => ({ sku, since })), isMore: rest.length > limit };
          },
          takeOff: async (_list, { sku }: SkuOnList) => void taken.push(sku),
        },
        states: (some) => {
          read.push(some.length);
          return Promise.all(some.map(table.reader().skuState));
        },
        rules: SHARED_RULES,
        settleMs: 30_000,
        clock: () => new Date(NOON),
      },
      { list: 'oversold', limit: 2, ...asked },
    );
  const oversell = (...some: string[]) => post(...some.map(parseSku).map((sku) => orderLine({ sku, ordered: 9 })));
  return { list, oversell, taken, read };
}

const LONG_AGO = later(-20 * MINUTE);

describe('a page of a list', () => {
  it('leaves out what does not belong there any more, and goes on until it is full', async () => {
    const { list, oversell } = await standing(['A', 'B', 'C', 'D', 'E'], LONG_AGO);
    await oversell('B', 'D', 'E');
    const page = await list();
    expect(page).toMatchObject({ stock: [{ sku: 'B' }, { sku: 'D' }], next: 'D' });
    const rest = await list({ after: 'D' });
    expect(rest).toMatchObject({ stock: [{ sku: 'E' }] });
    expect(rest).not.toHaveProperty('next');
  });

  it('has what does not belong there taken off the list', async () => {
    const { list, oversell, taken } = await standing(['A', 'B', 'GONE'], LONG_AGO);
    await oversell('B');
    await list({ limit: 10 });
    expect(taken).toEqual(['A', 'GONE']);
  });

  it('leaves on the list what was put there just now, for a write that is still to come', async () => {
    const { list, taken } = await standing(['A'], later(-14 * MINUTE));
    expect(await list()).toEqual({ stock: [] });
    expect(taken).toEqual([]);
  });

  it('ends after so many SKUs that do not belong there, and says where it goes on', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `SKU-${String(index).padStart(4, '0')}`);
    const { list, read } = await standing(names, NOON);
    const page = await list({ limit: 200 });
    expect(page).toEqual({ stock: [], next: 'SKU-0399' });
    expect(read).toEqual([200, 200]);
  });
});
