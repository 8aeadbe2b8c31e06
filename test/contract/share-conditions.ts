/** Tests each condition under which shares may be written, alone, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../shared/domain/exposure/exposure.ts';
import { LISTINGS_UNDER_ESCROW_MAX } from '../../shared/domain/exposure/share-pools.ts';
import { parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { listingId } from '../../shared/domain/listing/listing.ts';
import type { ExposureStore } from '../../shared/ports/exposure/exposure-store.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { baseline, later, MAIN, movement, NOON, orderLine, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import type { TablePorts } from './table.ts';
import { intentOf, missing, post, postingFor, register } from './table-steps.ts';

/** What depends on the shares of a SKU, and what shares depend on, condition by condition, whatever the table is made of. */
export function shareConditions(name: string, tableOf: () => TablePorts & { readonly exposures: ExposureStore }): void {
  let skus = 0;
  const share = (units: number) => ({ units, goal: units, since: NOON });
  const sharing = (shopify: number, square: number, revision: number): Exposure => ({
    rules: { ...SHARED_RULES, policy: 'escrow' },
    revision,
    shares: { [SHOPIFY]: share(shopify), [SQUARE]: share(square) },
  });
  const shared = async () => {
    const { registry, ledger, pushes, exposures } = tableOf();
    skus += 1;
    const sku: Sku = parseSku(`${name} shares ${skus} ${Date.now()}`);
    await register(registry, sku, SHOPIFY, 10);
    await register(registry, sku, SQUARE, 10);
    await post(ledger, sku, [baseline(10, sku)]);
    const read = async (): Promise<SkuState> => (await exposures.read(sku)) ?? missing();
    const write = async (exposure: Exposure) => exposures.write(await read(), { exposure, demand: undefined });
    const store = pushes(SHOPIFY, ['-']);
    const pushRead = async () => (await store.read(sku)) ?? missing();
    const begun = async () => {
      const [listing] = (await pushRead()).listings;
      return (await store.claim(listing ?? missing(), intentOf({}))) ?? missing();
    };
    return { sku, ledger, exposures, read, write, store, pushRead, begun };
  };
  const revised = (exposure: Exposure) => ({ exposure, demand: undefined });

  describe(`${name}: shares`, () => {
    it('are not written once something was posted since they were read', async () => {
      const { sku, ledger, exposures, read } = await shared();
      const early = await read();
      await post(ledger, sku, [movement('received', 1, { sku })]);
      expect(await exposures.write(early, revised(sharing(5, 5, 1)))).toBe('conflict');
      expect(await exposures.writeKeeping(early, revised(sharing(10, 10, 1)))).toBe('conflict');
      expect((await read()).exposure).toBeUndefined();
    });

    it('are not written once somebody else moved them since they were read', async () => {
      const { exposures, read, write } = await shared();
      await write(sharing(5, 5, 1));
      const early = await read();
      await write(sharing(6, 4, 2));
      expect(await exposures.write(early, revised(sharing(4, 6, 2)))).toBe('conflict');
      expect((await read()).exposure).toEqual(sharing(6, 4, 2));
    });

    it('have moved for a push once they were written since its read, and for a bundle’s once its component has moved', async () => {
      const { store, write, pushRead } = await shared();
      const early = await pushRead();
      await write(sharing(5, 5, 1));
      expect(await store.hasMoved(early)).toBe(true);
      const late = await pushRead();
      expect(await store.hasMoved(late)).toBe(false);
      const { sku, seq, exposure } = late;
      const component = { sku, seq, ...(exposure && { exposure }) };
      expect(await store.hasMoved({ ...late, components: [component] })).toBe(false);
      expect(await store.hasMoved({ ...late, components: [{ ...component, seq: seq - 1 }] })).toBe(true);
      expect(await store.hasMoved({ ...late, components: [{ sku, seq }] })).toBe(true);
    });

    it('are not written once a push of a listing began or ended since they were read', async () => {
      const { exposures, read, begun, store } = await shared();
      const early = await read();
      const claimed = await begun();
      expect(await exposures.write(early, revised(sharing(5, 5, 1)))).toBe('conflict');
      const during = await read();
      await store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' });
      expect(await exposures.write(during, revised(sharing(5, 5, 1)))).toBe('conflict');
      expect(await exposures.write(await read(), revised(sharing(5, 5, 1)))).toBe('committed');
    });

    it('are written where no listing was read, whatever pushes did', async () => {
      const { exposures, read, begun } = await shared();
      const early = await read();
      await begun();
      expect(await exposures.write({ ...early, listings: [] }, revised(sharing(5, 5, 1)))).toBe('committed');
    });
  });

  describe(`${name}: a SKU on many listings`, () => {
    const placed = async (count: number) => {
      const { registry, ledger, exposures } = tableOf();
      skus += 1;
      const sku: Sku = parseSku(`${name} many ${skus} ${Date.now()}`);
      const locations = Array.from({ length: count }, (_, index) => `${1_000 + index}`);
      await Promise.all(
        locations.map((channelLocation) => {
          const externalId = `${sku} at ${channelLocation}`;
          return register(registry, sku, SHOPIFY, 1, 'difference', { channelLocation, externalId });
        }),
      );
      await post(ledger, sku, [baseline(count, sku)]);
      return { exposures, read: (await exposures.read(sku)) ?? missing() };
    };

    it('keeps a share of each, as many as escrow divides a SKU among', async () => {
      const { exposures, read } = await placed(LISTINGS_UNDER_ESCROW_MAX);
      const shares = Object.fromEntries(read.listings.map((each) => [listingId(each), share(1)]));
      const escrow: Exposure = { rules: { ...SHARED_RULES, policy: 'escrow' }, revision: 1, shares };
      expect(read.listings).toHaveLength(LISTINGS_UNDER_ESCROW_MAX);
      expect(await exposures.writeKeeping(read, revised(escrow))).toBe('committed');
      const again = (await exposures.read(read.sku)) ?? missing();
      expect(await exposures.write(again, revised({ ...escrow, revision: 2 }))).toBe('committed');
    });

    it('is written without shares however many they are', async () => {
      const { exposures, read } = await placed(LISTINGS_UNDER_ESCROW_MAX + 21);
      const endgame = { listing: listingId(read.listings[0] ?? missing()), since: NOON, from: 4 };
      const ending: Exposure = { rules: { ...SHARED_RULES, policy: 'endgame' }, revision: 1, endgame };
      expect(await exposures.writeKeeping(read, revised(ending))).toBe('committed');
      const again = (await exposures.read(read.sku)) ?? missing();
      expect(await exposures.write(again, revised({ ...ending, revision: 2 }))).toBe('committed');
    });
  });

  describe(`${name}: what is decided on shares that moved is refused`, () => {
    const raise = intentOf({ delta: 2, target: 12 });

    it('a raise begins while they are as they were read, and not once they moved', async () => {
      const { write, store, pushRead } = await shared();
      await write(sharing(5, 5, 1));
      const early = await pushRead();
      const [listing] = early.listings;
      await write(sharing(3, 7, 2));
      expect(await store.claimRaise(early, listing ?? missing(), raise)).toBeUndefined();
      expect((await pushRead()).listings[0]?.intent).toBeUndefined();
      const claimed = await store.claimRaise(await pushRead(), listing ?? missing(), raise);
      expect(claimed).toMatchObject({ intent: { delta: 2 }, generation: 1, revision: 1 });
      expect((await pushRead()).listings[0]).toEqual(claimed);
    });

    it('a raise does not begin once there are shares, where none were read', async () => {
      const { write, store, pushRead } = await shared();
      const early = await pushRead();
      const [listing] = early.listings;
      await write(sharing(5, 5, 1));
      expect(await store.claimRaise(early, listing ?? missing(), raise)).toBeUndefined();
    });

    it('a raise of a bundle does not begin once a component has shares that had none when it was read', async () => {
      const bundle = await shared();
      const component = await shared();
      const whole: Exposure = { rules: SHARED_RULES, revision: 1, madeOf: [{ sku: component.sku, quantity: 1 }] };
      await bundle.write(whole);
      const early = await bundle.pushRead();
      const [listing] = early.listings;
      expect(early.components).toEqual([{ sku: component.sku, seq: expect.any(Number) }]);
      await component.write(sharing(5, 5, 1));
      expect(await bundle.store.claimRaise(early, listing ?? missing(), raise)).toBeUndefined();
      const now = await bundle.pushRead();
      expect(now.stock[MAIN]?.onHand).toBe(0);
      expect(await bundle.store.claimRaise(now, listing ?? missing(), raise)).toMatchObject({ intent: { delta: 2 } });
    });

    it('a raise does not begin once another push moved', async () => {
      const { store, pushRead, begun } = await shared();
      const early = await pushRead();
      const [listing] = early.listings;
      await begun();
      expect(await store.claimRaise(early, listing ?? missing(), raise)).toBeUndefined();
    });

    it('a raise begins though its channel’s own sale was posted: both fell together', async () => {
      const { sku, ledger, write, store, pushRead } = await shared();
      await write(sharing(5, 5, 1));
      const early = (await store.readIsolated(sku)) ?? missing();
      const [listing] = early.listings;
      await post(ledger, sku, [orderLine({ sku })]);
      expect((await pushRead()).exposure?.revision).toBe(1);
      expect(await store.claimRaise(early, listing ?? missing(), raise)).toMatchObject({ shown: 9 });
    });

    it('a posting is refused and folded again', async () => {
      const { sku, ledger, write, read } = await shared();
      await write(sharing(5, 5, 1));
      const early = await postingFor(ledger, sku, [orderLine({ sku })]);
      await write(sharing(3, 7, 2));
      expect(await ledger.commit(early)).toBe('conflict');
      await post(ledger, sku, [orderLine({ sku })]);
      expect((await read()).exposure?.shares?.[SHOPIFY]).toMatchObject({ units: 2, goal: 2 });
    });
  });

  describe(`${name}: the end of a push`, () => {
    it('keeps what the channel answered and how long it took', async () => {
      const { store, pushRead, begun } = await shared();
      const claimed = await begun();
      const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
      await store.finish(claimed, record, { answered: 7, lagMs: 900 });
      expect((await pushRead()).listings[0]).toMatchObject({ shown: 8, answered: 7, lagMs: 900 });
    });

    it('forgets the answer before, where the channel does not say what it shows', async () => {
      const { store, pushRead, begun } = await shared();
      const first = await begun();
      const ended = { endedAt: later(1), answer: 'applied' };
      await store.finish(first, { intent: first.intent ?? missing(), ...ended }, { answered: 7, lagMs: 900 });
      const [listing] = (await pushRead()).listings;
      const second = (await store.claim(listing ?? missing(), intentOf({ generation: 2 }))) ?? missing();
      await store.finish(second, { intent: second.intent ?? missing(), ...ended }, { lagMs: 500 });
      expect((await pushRead()).listings[0]).toMatchObject({ shown: 6, lagMs: 500 });
      expect((await pushRead()).listings[0]?.answered).toBeUndefined();
    });
  });
}
