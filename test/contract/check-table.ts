/** The tests that every store of checks passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { PushStore } from '../../shared/ports/pushing/push-store.ts';
import type { CheckStore } from '../../shared/ports/reconciling/checks.ts';
import { AMAZON, baseline, later, MAIN, NOON, orderLine, SHOPIFY } from '../fakes/facts.ts';
import type { TablePorts } from './table.ts';
import { absoluteIntentOf, intentOf, missing, post, postingFor, register } from './table-steps.ts';

type Recounted = { readonly checks: CheckStore; readonly store: PushStore; readonly read: Listing };

/** What a table must do for checks, whatever it is made of. */
export function checkTableContract(name: string, tableOf: () => TablePorts & { readonly checks: CheckStore }): void {
  let skus = 0;
  const listed = async () => {
    const { registry, ledger, pushes, checks } = tableOf();
    skus += 1;
    const sku = parseSku(`${name} checks ${skus} ${Date.now()}`);
    await register(registry, sku, SHOPIFY, 10);
    await post(ledger, sku, [baseline(10, sku)]);
    const store = pushes(SHOPIFY, ['-']);
    const listing = async () => (await store.read(sku))?.listings[0] ?? missing();
    return { sku, ledger, store, checks, listing };
  };
  const suspicion = { actual: 7, shown: 10, revision: 0, at: NOON };
  const agrees = { kind: 'agrees', evidence: { kind: 'reading', asOf: later(20) } } as const;
  const again = { kind: 'again', checkAt: later(30), suspicion } as const;

  describe(`${name}: readings of a channel that only accepts figures, under escrow`, () => {
    const closed = async () => {
      const { registry, ledger, pushes, checks } = tableOf();
      skus += 1;
      const sku = parseSku(`${name} readings ${skus} ${Date.now()}`);
      await register(registry, sku, AMAZON, 10, 'absolute');
      await post(ledger, sku, [baseline(10, sku)]);
      const store = pushes(AMAZON, ['-']);
      const listing = async () => (await store.read(sku))?.listings[0] ?? missing();
      const zero = absoluteIntentOf({ basis: 'share', delta: -10, target: 0 });
      const claimed = (await store.claim(await listing(), zero)) ?? missing();
      await store.finish(claimed, { intent: zero, endedAt: later(1), answer: 'accepted' });
      const reading = async (actual: number) => {
        const { shown, revision } = await listing();
        return { actual, shown, revision, at: later(31) };
      };
      return { sku, ledger, store, checks, listing, reading };
    };

    it('become what the channel may show, which an accepted 0 does not lower', async () => {
      const { checks, listing, reading } = await closed();
      expect(await listing()).toMatchObject({ shown: 10, push: { closedAt: later(1) } });
      expect(await checks.takeReading(await listing(), await reading(0))).toBe(true);
      expect(await listing()).toMatchObject({ shown: 0, answered: 0, push: { closedAt: later(1) } });
    });

    it('that still see units open the listing, so that it is set to 0 again', async () => {
      const { checks, listing, reading } = await closed();
      expect(await checks.takeReading(await listing(), await reading(3))).toBe(true);
      expect(await listing()).toMatchObject({
        shown: 3,
        push: { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0 },
      });
    });

    it('that are followed by a raise leave the listing open', async () => {
      const { checks, listing, reading, store } = await closed();
      await checks.takeReading(await listing(), await reading(0));
      const raise = absoluteIntentOf({ basis: 'share', generation: 2, delta: 4, target: 4 });
      const claimed = (await store.claim(await listing(), raise)) ?? missing();
      await store.finish(claimed, { intent: raise, endedAt: later(70), answer: 'accepted' });
      expect((await listing()).shown).toBe(4);
      expect((await listing()).push).not.toHaveProperty('closedAt');
    });

    it('settle what a push may have overwritten and was noted by then, so that the figure is not set again', async () => {
      const { checks, listing, reading, sku, ledger } = await closed();
      const overwritten = async (order: string) => {
        const posting = await postingFor(ledger, sku, [orderLine({ sku, channel: AMAZON, order })]);
        const shown = [{ listing: await listing(), by: 0, isPossiblyOverwritten: true }];
        expect(await ledger.commit({ ...posting, shown })).toBe('committed');
      };
      await overwritten('1001');
      const read = await listing();
      await overwritten('1002');
      expect(await checks.takeReading(read, await reading(3))).toBe(true);
      expect(await listing()).toMatchObject({ shown: 3, push: { possiblyOverwritten: 2, setAgain: 1 } });
      expect(await checks.takeReading(await listing(), await reading(2))).toBe(true);
      expect(await listing()).toMatchObject({ shown: 2, push: { possiblyOverwritten: 2, setAgain: 2 } });
    });

    it('are not written where a report that voids them came since the read', async () => {
      const { checks, listing, reading, sku, ledger } = await closed();
      const read = await listing();
      const seen = await reading(0);
      const posting = await postingFor(ledger, sku, [orderLine({ sku, channel: AMAZON, ordered: 0, deducted: 0 })]);
      const shown = [{ listing: read, by: 0, isPossiblyOverwritten: false, voidsReading: true }];
      expect(await ledger.commit({ ...posting, shown })).toBe('committed');
      expect((await listing()).revision).toBe(read.revision + 1);
      expect(await checks.takeReading(read, seen)).toBe(false);
      expect((await listing()).shown).toBe(10);
    });
  });

  describe(`${name}: checks`, () => {
    it('keep for when the next one is and what is suspected, until one agrees', async () => {
      const { checks, listing } = await listed();
      expect(await checks.note(await listing(), again)).toBe(true);
      expect(await listing()).toMatchObject({ checkAt: later(30), suspicion, shown: 10, revision: 0 });
      expect(await checks.note(await listing(), { ...again, checkAt: later(60), suspicion: undefined })).toBe(true);
      expect(await listing()).toMatchObject({ checkAt: later(60) });
      expect((await listing()).suspicion).toBeUndefined();
      expect(await checks.note(await listing(), agrees)).toBe(true);
      const { evidence } = agrees;
      expect(await listing()).toMatchObject({ agreedRevision: 0, shown: 10, evidence, comparedAt: later(20) });
      expect((await listing()).checkAt).toBeUndefined();
    });

    it('take what a channel that answers is seen to show for its answer: it is the newer one', async () => {
      const { checks, listing, store, sku, ledger } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({}))) ?? missing();
      const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
      await store.finish(claimed, record, { answered: 6 });
      await post(ledger, sku, [orderLine({ sku })]);
      await checks.note(await listing(), agrees);
      expect(await listing()).toMatchObject({ shown: 7, answered: 7 });
      const { revision } = await listing();
      await checks.takeShown(await listing(), { actual: 5, shown: 7, revision, at: NOON }, later(90));
      expect(await listing()).toMatchObject({ shown: 5, answered: 5 });
    });

    it('keep no answer of a channel that does not say what it shows', async () => {
      const { checks, listing } = await listed();
      await checks.note(await listing(), agrees);
      expect((await listing()).answered).toBeUndefined();
      await checks.takeShown(await listing(), suspicion, later(30));
      expect((await listing()).answered).toBeUndefined();
    });

    it('keep a rise that is asked about until that very rise is answered', async () => {
      const { checks, listing } = await listed();
      const asked = { ...suspicion, actual: 90, isAsked: true as const };
      await checks.takeShown(await listing(), asked, later(30));
      const rise = { shows: 90, believed: 10, at: later(30) };
      expect((await listing()).rise).toEqual(rise);
      expect(await checks.endRise(await listing(), { ...rise, at: later(29) })).toBe(false);
      expect(await checks.endRise(await listing(), rise)).toBe(true);
      expect(await checks.endRise(await listing(), rise)).toBe(false);
      expect((await listing()).rise).toBeUndefined();
    });

    it('write nothing when a push moved, or another check, since they read', async () => {
      const { checks, listing, store } = await listed();
      const read = await listing();
      await checks.note(read, again);
      expect(await checks.note(read, agrees)).toBe(false);
      expect(await checks.takeShown(read, suspicion, later(30))).toBe(false);
      const suspected = await listing();
      await store.claim(suspected, intentOf({}));
      expect(await checks.note(suspected, agrees)).toBe(false);
      expect(await checks.takeShown(suspected, suspicion, later(30))).toBe(false);
      expect(await listing()).toMatchObject({ shown: 10, checkAt: later(30), suspicion });
    });

    it('take the channel’s figure for shown, and keep since when it is the channel’s', async () => {
      const { checks, listing } = await listed();
      await checks.note(await listing(), again);
      expect(await checks.takeShown(await listing(), suspicion, later(30))).toBe(true);
      expect(await listing()).toMatchObject({ shown: 7, shownAsOf: later(30), revision: 1, agreedRevision: 1 });
      expect(await listing()).toMatchObject({ evidence: { kind: 'reading', asOf: later(30) }, comparedAt: later(30) });
      expect((await listing()).suspicion).toBeUndefined();
    });

    it.each([
      ['a check that agrees', ({ checks, read }: Recounted) => checks.note(read, agrees)],
      ['a page that agrees', ({ checks, read }: Recounted) => checks.note(read, { ...agrees, kind: 'seen' })],
      [
        'a check that takes it',
        ({ checks, read }: Recounted) => checks.takeShown(read, { ...suspicion, revision: read.revision }, later(30)),
      ],
      [
        'a push whose answer proves it',
        async ({ store, read }: Recounted) => {
          const claimed = (await store.claim(read, intentOf({}))) ?? missing();
          const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
          await store.finish(claimed, record, { answered: 7, isProven: true });
          return true;
        },
      ],
    ])('know that a count moved the figure by an unknown amount, until it is seen by %s', async (_name, see) => {
      const { sku, ledger, checks, store, listing } = await listed();
      const before = await listing();
      const source = { channel: SHOPIFY, key: 'count' };
      const time = { occurredAt: later(5), receivedAt: later(5) };
      const counted = { kind: 'count', sku, source, location: MAIN, counted: parseQuantity(7), ...time } as const;
      await post(ledger, sku, [counted]);
      const read = await listing();
      expect([read.shown, read.isRecounted, read.revision]).toEqual([10, true, before.revision + 1]);
      expect(await checks.note(before, agrees)).toBe(false);
      expect(await see({ checks, store, read })).toBe(true);
      expect(await listing()).not.toHaveProperty('isRecounted');
    });

    it('take it and add up what it was more or less by, where stock work may be behind it', async () => {
      const { checks, listing } = await listed();
      const offSale = { reserved: 0, damaged: 3, qualityControl: 0, safetyStock: 0 };
      const seen = { ...suspicion, offSale };
      await checks.note(await listing(), { ...again, suspicion: seen });
      expect((await listing()).suspicion).toEqual(seen);
      await checks.takeShown(await listing(), seen, later(30));
      expect(await listing()).toMatchObject({ shown: 7, foundMore: -3, comparedAt: later(30), agreedRevision: 1 });
      expect((await listing()).shownAsOf).toBeUndefined();
      await checks.takeShown(await listing(), { ...seen, shown: 7, actual: 9, revision: 1 }, later(60));
      expect(await listing()).toMatchObject({ shown: 9, foundMore: -1 });
    });

    it('that agree keep what else the channel had there', async () => {
      const { checks, listing } = await listed();
      const states = { committed: 2, incoming: 5, seq: 3, asOf: later(30) };
      await checks.note(await listing(), { ...agrees, states });
      expect((await listing()).agreedStates).toEqual(states);
      await checks.note(await listing(), agrees);
      expect((await listing()).agreedStates).toEqual(states);
    });

    it('do not take it when the channel’s own sale was posted since they read', async () => {
      const { sku, ledger, checks, listing } = await listed();
      const read = await listing();
      await post(ledger, sku, [orderLine({ sku, ordered: 3 })]);
      expect(await checks.takeShown(read, suspicion, later(30))).toBe(false);
      expect(await listing()).toMatchObject({ shown: 7, revision: 0 });
    });

    it('that adopt keep what is suspected: until it is posted, the next check makes the same of it', async () => {
      const { checks, listing } = await listed();
      await checks.note(await listing(), again);
      const adopted = { kind: 'adopted', checkAt: later(60), asOf: later(30) } as const;
      expect(await checks.note(await listing(), adopted)).toBe(true);
      expect(await listing()).toMatchObject({ shown: 10, suspicion, checkAt: later(60), shownAsOf: later(30) });
    });

    it('that find no such listing keep why, and nothing to check', async () => {
      const { checks, listing } = await listed();
      await checks.note(await listing(), again);
      expect(await checks.note(await listing(), { kind: 'notListed', problem: 'It lists no MUG.' })).toBe(true);
      const noted = await listing();
      expect(noted).toMatchObject({ shown: 10, problem: 'It lists no MUG.' });
      expect([noted.checkAt, noted.suspicion]).toEqual([undefined, undefined]);
    });

    it('are noted with the end of the push that they are for', async () => {
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({}))) ?? missing();
      const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
      await store.finish(claimed, record, { checkAt: later(31) });
      expect(await listing()).toMatchObject({ shown: 8, checkAt: later(31) });
    });

    it('hold back a sale that was decided before the channel’s figure was taken: it may be in it already', async () => {
      const { sku, ledger, checks, listing } = await listed();
      const early = await postingFor(ledger, sku, [orderLine({ sku, ordered: 3 })]);
      expect(await checks.takeShown(await listing(), suspicion, later(30))).toBe(true);
      expect(await ledger.commit(early)).toBe('conflict');
      await post(ledger, sku, [orderLine({ sku, ordered: 3 }), orderLine({ sku, order: '1002', at: later(40) })]);
      expect(await listing()).toMatchObject({ shown: 6 });
    });
  });
}
