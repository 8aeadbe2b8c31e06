import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { entriesMissing } from '../../../../shared/usecases/reading/entries-missing.ts';
import { baseline, MUG, movement, orderLine, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { heldMugs } from '../../../fakes/shops/held-mugs.ts';

it('what a restored ledger lacks is counted by the channel that it came from', async () => {
  const [present, restored] = [await heldMugs(10), await heldMugs(10)];
  await restored.post(orderLine());
  await present.post(orderLine(), orderLine({ order: '1002' }), movement('sold', -1));
  const plate = parseSku('PLATE');
  await present.post(baseline(5, plate));
  async function* skus() {
    yield* [MUG, parseSku('CUP'), plate];
  }
  const ports = { present: present.table.reader(), restored: restored.table.ledgerStore() };
  expect(await entriesMissing(ports, skus())).toEqual({
    skus: 2,
    byChannel: new Map([
      [SHOPIFY, 2],
      [POS, 1],
    ]),
  });
});
