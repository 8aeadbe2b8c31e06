/** The tests that every store of exposures passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../shared/domain/exposure/exposure.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import type { DifferenceIntent } from '../../shared/domain/listing/push-intent.ts';
import type { ExposureStore } from '../../shared/ports/exposure/exposure-store.ts';
import { baseline, later, movement, NOON, SHARED_RULES, SHOPIFY } from '../fakes/facts.ts';
import type { TablePorts } from './table.ts';
import { intentOf, missing, post, register } from './table-steps.ts';

type Ports = Pick<TablePorts, 'ledger' | 'registry' | 'pushes'> & { readonly exposures: ExposureStore };

/** What a table must do for how SKUs are offered, whatever it is made of. */
export function exposureTableContract(name: string, tableOf: () => Ports): void {
  let skus = 0;

  /** A SKU of which 8 are there, and which a channel shows 10 of, read before anything of the test happens. */
  async function read() {
    skus += 1;
    const sku = parseSku(`${name} offers ${skus}/#é ${Date.now()}`);
    const { registry, ledger, pushes, exposures } = tableOf();
    await register(registry, sku, SHOPIFY, 10);
    await post(ledger, sku, [baseline(8, sku)]);
    const store = pushes(SHOPIFY, ['-']);
    const before = (await exposures.read(sku)) ?? missing();
    const claim = async (intent: Partial<DifferenceIntent>) => {
      const [listing] = before.listings;
      return (await store.claim(listing ?? missing(), intentOf(intent))) ?? missing();
    };
    const end = async (claimed: Awaited<ReturnType<typeof claim>>, note: { readonly answered?: number } = {}) =>
      store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'done' }, note);
    return { sku, before, exposures, claim, end, ledger };
  }

  const rules = { ...SHARED_RULES, policy: 'escrow' as const };
  const exposure = (units: number, revision = 1): Exposure => ({
    rules,
    revision,
    shares: { [SHOPIFY]: { units, goal: 8, since: NOON } },
  });
  const demand = { present: { from: NOON, units: 3 }, lastAt: NOON, parts: { [SHOPIFY]: 1 } };

  describe(`${name}: bundles`, () => {
    it('are known to their components with what else is in them, as it is now', async () => {
      const [cup, plate, other] = [await read(), await read(), await read()];
      const { exposures, ledger } = cup;
      const madeOf = [
        { sku: cup.sku, quantity: 2 },
        { sku: plate.sku, quantity: 3 },
      ];
      const bundle = await read();
      await exposures.write(bundle.before, { exposure: { ...exposure(8), madeOf }, demand });
      await exposures.write(plate.before, { exposure: { rules: { ...rules, safetyStock: 1 }, revision: 1 }, demand });
      await post(ledger, plate.sku, [movement('received', 5, { sku: plate.sku })]);
      const found = await ledger.inBundles(cup.sku, [bundle.sku, other.sku, parseSku('nobody has this')]);
      const stock = (await exposures.read(plate.sku))?.stock;
      expect([...found]).toMatchObject([
        [bundle.sku, { quantity: 2, others: [{ sku: plate.sku, quantity: 3, stock, withheldFromBundles: 1 }] }],
      ]);
    });
  });

  describe(`${name}: how a SKU is offered`, () => {
    it.each(['write', 'writeKeeping'] as const)('is read as it was written, with its demand: %s', async (write) => {
      const { sku, before, exposures } = await read();
      expect(before.exposure).toBeUndefined();
      expect(await exposures[write](before, { exposure: exposure(10), demand })).toBe('committed');
      expect(await exposures.read(sku)).toMatchObject({ exposure: exposure(10), demand, seq: 1 });
    });

    it.each(['write', 'writeKeeping'] as const)(
      'is not written over a posting or another writer: %s',
      async (write) => {
        const { sku, before, exposures, ledger } = await read();
        await post(ledger, sku, [movement('received', 1, { sku })]);
        expect(await exposures[write](before, { exposure: exposure(10), demand })).toBe('conflict');
        const again = (await exposures.read(sku)) ?? missing();
        expect(await exposures[write](again, { exposure: exposure(10), demand })).toBe('committed');
        expect(await exposures[write](again, { exposure: exposure(9), demand })).toBe('conflict');
        expect((await exposures.read(sku))?.exposure).toEqual(exposure(10));
      },
    );

    it.each<[string, Partial<DifferenceIntent>, 'committed' | 'conflict']>([
      ['lowers', { delta: -2, target: 8 }, 'committed'],
      ['raises', { delta: 2, target: 12 }, 'conflict'],
    ])(
      'while a push %s, only what releases nothing is written, if nobody can sell more',
      async (_name, intent, kept) => {
        const { before, exposures, claim } = await read();
        await claim(intent);
        expect(await exposures.write(before, { exposure: exposure(10), demand })).toBe('conflict');
        expect(await exposures.writeKeeping(before, { exposure: exposure(10), demand })).toBe(kept);
      },
    );

    it.each<[string, number, 'committed' | 'conflict']>([
      ['no more than was counted', 10, 'committed'],
      ['more than was counted', 7, 'conflict'],
    ])('after a push ended, and the listing shows %s', async (_name, units, written) => {
      const { before, exposures, claim, end } = await read();
      await end(await claim({ delta: -2, target: 8 }), { answered: 8 });
      expect(await exposures.writeKeeping(before, { exposure: exposure(units), demand })).toBe(written);
    });

    it('is not written where a channel reported that it sold beyond what it showed', async () => {
      const { before, exposures, claim, end } = await read();
      await end(await claim({ delta: -10, target: 0 }), { answered: -3 });
      expect(await exposures.writeKeeping(before, { exposure: exposure(10), demand })).toBe('conflict');
    });

    it('may be written whatever pushes do, where no listing has a share', async () => {
      const { before, exposures, claim } = await read();
      await claim({ delta: 2, target: 12 });
      const shared = { rules: SHARED_RULES, revision: 1 };
      expect(await exposures.writeKeeping(before, { exposure: shared, demand })).toBe('committed');
    });
  });
}
