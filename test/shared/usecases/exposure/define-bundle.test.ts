/** What defining a bundle would change is what it changes. */

import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Component } from '../../../../shared/domain/stock/bundle.ts';
import { defineBundle, planBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { readStock } from '../../../../shared/usecases/reading/read-stock.ts';
import { baseline, keptJournal, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const [CUP, PLATE, SET] = [parseSku('CUP'), parseSku('PLATE'), parseSku('SET')];
const BREAKFAST: readonly Component[] = [
  { sku: CUP, quantity: 1 },
  { sku: PLATE, quantity: 2 },
];

/** Ten cups, seven plates, and five sets of its own. */
async function shop() {
  const table = new MemoryTable();
  const posting = postingPorts(table);
  for (const [sku, units] of [
    [CUP, 10],
    [PLATE, 7],
    [SET, 5],
  ] as const) {
    const item = { sku, externalId: sku, channelLocation: '-', drawsOn: [MAIN], managed: true, shows: units };
    await table.registry().register(item, SHOPIFY, 'difference', new Date(NOON));
    await postObservations(posting, [{ id: sku, sku, observations: [baseline(units, sku)] }]);
  }
  const ports = {
    ...{ store: table.exposureStore(), events: posting.events, rules: SHARED_RULES, settleMs: SETTLE_MS_DEFAULT },
    ...{ journal: keptJournal(), clock: posting.clock, pause: posting.pause },
    ownStock: async (sku: Sku) => {
      const seq = (await table.reader().skuState(sku))?.seq ?? 0;
      return (await table.reader().entry(sku, seq))?.stockAfter ?? {};
    },
  };
  const settings = { rules: SHARED_RULES, settleMs: SETTLE_MS_DEFAULT };
  const sellable = async () =>
    (await readStock(table.reader(), settings, SET, new Date(NOON)))?.listings.map((each) => each.sellable);
  return { ports, sellable };
}

describe('what defining a bundle would change', () => {
  it('is what it is made of, and what its listings may show afterwards', async () => {
    const { ports, sellable } = await shop();
    const made = await planBundle(ports, SET, BREAKFAST);
    expect(made).toMatchObject({
      ...{ kind: 'planned', before: [], after: BREAKFAST, isNew: false },
      listings: [{ listing: 'shopify', before: 5, after: 3 }],
    });
    expect(await sellable()).toEqual([5]);
    await defineBundle(ports, SET, BREAKFAST);
    expect(await sellable()).toEqual([3]);
    expect(await planBundle(ports, SET, [])).toMatchObject({
      ...{ kind: 'planned', before: BREAKFAST, after: [] },
      listings: [{ listing: 'shopify', before: 3, after: 5 }],
    });
    await defineBundle(ports, SET, []);
    expect(await sellable()).toEqual([5]);
  });

  it('says that a new one enters the ledger', async () => {
    const { ports } = await shop();
    expect(await planBundle(ports, parseSku('NEW'), BREAKFAST)).toMatchObject({ kind: 'planned', isNew: true });
  });

  it.each([
    [parseSku('NEW'), [], 'unknown'],
    [SET, [{ sku: parseSku('FORK'), quantity: 1 }], 'unknown'],
    [parseSku('NEW'), [{ sku: parseSku('FORK'), quantity: 1 }], 'unknown'],
    [SET, [{ sku: SET, quantity: 1 }], 'refused'],
  ])('of %s out of %j is %s, as when it is done', async (bundle, components, kind) => {
    const { ports } = await shop();
    const planned = await planBundle(ports, bundle, components);
    expect(planned.kind).toBe(kind);
    expect(await defineBundle(ports, bundle, components)).toEqual(planned);
  });
});
