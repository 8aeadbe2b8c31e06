/** What posting would do is what posting does. */

import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { postNow, postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { planPosting } from '../../../../shared/usecases/stock-files/plan-posting.ts';
import {
  baseline,
  keptJournal,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
} from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');

async function mugs(onHand: number) {
  const table = new MemoryTable();
  const ports = postingPorts(table);
  const item = { sku: MUG, externalId: 'mug', channelLocation: '-', drawsOn: [MAIN], managed: true, shows: onHand };
  await table.registry().register(item, SHOPIFY, 'difference', new Date(NOON));
  await postObservations(ports, [{ id: 'm', sku: MUG, observations: [baseline(onHand)] }]);
  const plan = (...observations: readonly Observation[]) =>
    planPosting(ports, observations[0]?.sku ?? MUG, observations);
  return { table, ports, plan };
}

describe('what posting would do', () => {
  it('to 98 units of which 200 are taken off: before and after, and each listing that moves', async () => {
    const { plan, ports, table } = await mugs(98);
    const correction = movement('corrected', -200);
    expect(await plan(correction)).toMatchObject({
      outcomes: [{ kind: 'new', changes: [{ location: MAIN, onHand: -200 }] }],
      move: {
        available: { before: 98, after: -102 },
        listings: [{ listing: 'shopify', before: 98, after: 0 }],
      },
    });
    expect((await table.reader().skuState(MUG))?.seq).toBe(1);
    expect(await postNow(ports, MUG, [correction])).toMatchObject([{ kind: 'posted', seq: 2 }]);
    expect(await plan(correction)).toMatchObject({ outcomes: [{ kind: 'duplicate', seq: 2 }] });
  });

  it('to a SKU that the ledger does not have', async () => {
    const { plan } = await mugs(1);
    expect(await plan(movement('corrected', 1, { sku: CUP }))).toMatchObject({ outcomes: [{ kind: 'unknownSku' }] });
  });

  it('to a bundle: its sale moves its components, and a correction of it is refused', async () => {
    const { plan, ports, table } = await mugs(10);
    await postObservations(ports, [{ id: 'c', sku: CUP, observations: [baseline(0, CUP)] }]);
    const sharing = {
      store: table.exposureStore(),
      events: ports.events,
      rules: SHARED_RULES,
      settleMs: SETTLE_MS_DEFAULT,
    };
    const timing = { journal: keptJournal(), clock: ports.clock, pause: ports.pause };
    await defineBundle({ ...sharing, ...timing }, CUP, [{ sku: MUG, quantity: 1 }]);
    const sale = orderLine({ sku: CUP });
    expect((await plan(sale)).outcomes).toEqual([{ kind: 'components' }]);
    const [planned] = (await plan(movement('corrected', 1, { sku: CUP }))).outcomes;
    const [posted] = await postNow(ports, CUP, [movement('corrected', 1, { sku: CUP })]);
    expect(planned).toEqual(posted);
    expect(planned?.kind).not.toBe('new');
  });
});
