/** The tests that every table's lists of SKUs pass, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { SkuList } from '../../../shared/domain/reconciling/sku-lists.ts';
import type { ListingNotes } from '../../../shared/ports/intake/catalogue-notices.ts';
import type { SkuLists } from '../../../shared/ports/reading/sku-lists.ts';
import type { CheckStore } from '../../../shared/ports/reconciling/checks.ts';
import { baseline, later, movement, NOON, orderLine, SHOPIFY } from '../../fakes/facts.ts';
import type { TablePorts } from '../table.ts';
import { intentOf, missing, post, postingFor, register } from '../table-steps.ts';

type Ports = TablePorts & {
  readonly lists: SkuLists;
  readonly checks: CheckStore;
  readonly notes: Pick<ListingNotes, 'note'>;
};

/** A list has every SKU that belongs on it, from the write on that makes it belong there. */
export function skuListsTableContract(name: string, tableOf: () => Ports): void {
  let tests = 0;
  /** A beginning of its own for each test: the lists are shared. */
  const freshPrefix = () => {
    tests += 1;
    return `${name} lists ${tests} ${Date.now()} `;
  };
  const on = async (list: SkuList, prefix: string): Promise<readonly Sku[]> => {
    const page = await tableOf().lists.page(list, { search: { text: prefix, isBeginning: true }, limit: 100 });
    return page.skus.map(({ sku }) => sku);
  };
  const listed = async () => {
    const { registry, ledger, pushes } = tableOf();
    const prefix = freshPrefix();
    const sku = parseSku(`${prefix}MUG`);
    await register(registry, sku, SHOPIFY, 10);
    await post(ledger, sku, [baseline(10, sku)]);
    const store = pushes(SHOPIFY, ['-']);
    const listing = async () => (await store.read(sku))?.listings[0] ?? missing();
    return { prefix, sku, store, listing };
  };

  describe(`${name}: lists of SKUs`, () => {
    it('have a SKU from its first entry on', async () => {
      const { prefix, sku } = await listed();
      expect(await on('all', prefix)).toEqual([sku]);
      expect(await on('unmatched', prefix)).toEqual([]);
      expect(await on('oversold', prefix)).toEqual([]);
    });

    it('have a SKU that no channel lists', async () => {
      const prefix = freshPrefix();
      const sku = parseSku(`${prefix}PEN`);
      await post(tableOf().ledger, sku, [baseline(10, sku)]);
      expect(await on('unmatched', prefix)).toEqual([sku]);
    });

    it('have a SKU once it is oversold, also where it was posted together with another', async () => {
      const { prefix, sku } = await listed();
      const { ledger } = tableOf();
      const other = parseSku(`${prefix}PEN`);
      await post(ledger, other, [baseline(1, other)]);
      const sold = await Promise.all([
        postingFor(ledger, sku, [orderLine({ sku, ordered: 11 })]),
        postingFor(ledger, other, [orderLine({ sku: other, ordered: 2 })]),
      ]);
      expect(await ledger.commitTogether(sold)).toBe('committed');
      expect(await on('oversold', prefix)).toEqual([sku, other]);
    });

    it('have a SKU once a check found another figure', async () => {
      const { prefix, sku, listing } = await listed();
      const suspicion = { actual: 7, shown: 10, revision: 0, at: NOON };
      expect(await on('differing', prefix)).toEqual([]);
      expect(await tableOf().checks.note(await listing(), { kind: 'again', checkAt: later(30), suspicion })).toBe(true);
      expect(await on('differing', prefix)).toEqual([sku]);
    });

    it('have a SKU once its push was refused', async () => {
      const { prefix, sku, store, listing } = await listed();
      const intent = intentOf({ delta: -2, target: 8 });
      const claimed = (await store.claim(await listing(), intent)) ?? missing();
      await store.refuse(claimed, { intent, endedAt: later(1), answer: 'no such item' });
      expect(await on('problem', prefix)).toEqual([sku]);
    });

    it('have a SKU once its channel says something bad of it', async () => {
      const { prefix, sku, listing } = await listed();
      const notes = [{ matter: 'deleted', at: NOON, problem: 'It was deleted there.' }];
      expect(await tableOf().notes.note(await listing(), { notes, managed: false })).toBe(true);
      expect(await on('problem', prefix)).toEqual([sku]);
      expect(await on('unmatched', prefix)).toEqual([sku]);
    });

    it('are read page by page in the order of the SKUs, from any SKU on', async () => {
      const { ledger, lists } = tableOf();
      const prefix = freshPrefix();
      const skus = ['A', 'B', 'C'].map((end) => parseSku(`${prefix}${end}`));
      for (const sku of skus) {
        await post(ledger, sku, [baseline(1, sku)]);
      }
      const search = { text: prefix, isBeginning: true };
      const first = await lists.page('all', { search, limit: 2 });
      expect(first).toMatchObject({ skus: [{ sku: skus[0] }, { sku: skus[1] }], isMore: true });
      const second = await lists.page('all', { search, after: skus[1], limit: 2 });
      expect(second).toMatchObject({ skus: [{ sku: skus[2] }], isMore: false });
      expect((await lists.page('all', { after: `${prefix}Ax`, limit: 1 })).skus).toMatchObject([{ sku: skus[1] }]);
    });

    it('are searched for a text in any case of letters, at the beginning or anywhere', async () => {
      const { prefix, sku } = await listed();
      const found = async (text: string, isBeginning: boolean) =>
        (await tableOf().lists.page('all', { search: { text, isBeginning }, limit: 10 })).skus.map((each) => each.sku);
      expect(await found(`${prefix.toUpperCase()}mu`, true)).toEqual([sku]);
      expect(await found(`${prefix.slice(3).toUpperCase()}mug`, false)).toEqual([sku]);
      expect(await found(`${prefix.slice(3)}mug`, true)).toEqual([]);
    });

    it('keep a SKU that was put on again since it was read', async () => {
      const { ledger, lists } = tableOf();
      const { prefix, sku } = await listed();
      await post(ledger, sku, [orderLine({ sku, ordered: 11 })]);
      await lists.takeOff('oversold', { sku, since: '2020-01-01T00:00:00.000Z' });
      expect(await on('oversold', prefix)).toEqual([sku]);
    });

    it('lose a SKU that was taken off, and have it again once it belongs there again', async () => {
      const { ledger, lists } = tableOf();
      const { prefix, sku } = await listed();
      await post(ledger, sku, [orderLine({ sku, ordered: 11 })]);
      const [read] = (await lists.page('oversold', { search: { text: prefix, isBeginning: true }, limit: 1 })).skus;
      await post(ledger, sku, [movement('received', 5, { sku })]);
      await lists.takeOff('oversold', read ?? missing());
      expect(await on('oversold', prefix)).toEqual([]);
      await post(ledger, sku, [orderLine({ sku, order: '1002', ordered: 5 })]);
      expect(await on('oversold', prefix)).toEqual([sku]);
    });
  });
}
