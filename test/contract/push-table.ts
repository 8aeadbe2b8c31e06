/** The tests that every store of pushes passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../shared/domain/identifiers.ts';
import type { PushMode } from '../../shared/domain/listing/listing-push.ts';
import { AMAZON, baseline, later, orderLine, SHOPIFY } from '../fakes/facts.ts';
import type { TablePorts } from './table.ts';
import { absoluteIntentOf, intentOf, missing, post, register } from './table-steps.ts';

/** What a table must do for pushes, whatever it is made of. */
export function pushTableContract(name: string, tableOf: () => TablePorts): void {
  let skus = 0;
  /** A SKU of its own for each test: the table is shared. */
  const freshSku = () => {
    skus += 1;
    return parseSku(`${name} pushes ${skus} ${Date.now()}`);
  };

  describe(`${name}: doubts`, () => {
    it('are settled by the pushes that knew of them, and not by one that began before', async () => {
      const { registry, ledger, pushes } = tableOf();
      const sku = freshSku();
      await register(registry, sku, AMAZON, 10, 'absolute');
      await post(ledger, sku, [baseline(10, sku)]);
      const store = pushes(AMAZON, ['-']);
      const listing = async () => (await store.read(sku))?.listings[0] ?? missing();
      const claimed = (await store.claim(await listing(), absoluteIntentOf({ delta: -1, target: 9 }))) ?? missing();
      await post(ledger, sku, [orderLine({ sku, channel: AMAZON, ordered: 2 })]);
      await store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'accepted' });
      expect(await listing()).toMatchObject({ shown: 9, push: { possiblyOverwritten: 1, setAgain: 0 } });
      const again = absoluteIntentOf({ generation: 2, delta: -1, target: 8, setsAgain: 1 });
      const repeated = (await store.claim(await listing(), again)) ?? missing();
      await store.finish(repeated, { intent: repeated.intent ?? missing(), endedAt: later(2), answer: 'accepted' });
      expect(await listing()).toMatchObject({ shown: 8, push: { possiblyOverwritten: 1, setAgain: 1 } });
    });
  });

  describe(`${name}: pushes`, () => {
    const listed = async (pushMode: PushMode = 'difference') => {
      const { registry, ledger, reader, pushes } = tableOf();
      const sku = freshSku();
      await register(registry, sku, SHOPIFY, 10, pushMode);
      await post(ledger, sku, [baseline(8, sku)]);
      const store = pushes(SHOPIFY, ['-', 'elsewhere']);
      const listing = async () => (await store.read(sku))?.listings[0] ?? missing();
      const report = (observations: Parameters<typeof post>[2]) => post(ledger, sku, observations);
      return { sku, store, reader, listing, post: report };
    };

    it('reads stock and listings as of one moment', async () => {
      const { sku, store } = await listed();
      expect(await store.read(sku)).toMatchObject({ seq: 1, listings: [{ shown: 10, generation: 0 }] });
      expect(await store.read(parseSku('nobody has this'))).toBeUndefined();
    });

    it('knows whether anything was posted since a read, and does not take a push for that', async () => {
      const { sku, store, listing, post: report } = await listed();
      const read = (await store.read(sku)) ?? missing();
      const claimed = (await store.claim(await listing(), intentOf({}))) ?? missing();
      await store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'accepted' });
      expect(await store.hasMoved(read)).toBe(false);
      await report([orderLine({ sku })]);
      expect(await store.hasMoved(read)).toBe(true);
    });

    it.each([
      ['sold', [orderLine({})]],
      ['sold and put back', [orderLine({}), orderLine({ ordered: 0, version: 2 })]],
    ])('refuses a push that was planned from halves: its listing %s in between', async (_, reported) => {
      const { sku, store, post: report } = await listed();
      const [inTurn, isolated] = [(await store.read(sku)) ?? missing(), (await store.readIsolated(sku)) ?? missing()];
      const [listing = missing()] = inTurn.listings;
      for (const each of reported) {
        await report([{ ...each, sku }]);
      }
      const lowering = intentOf({ delta: -1, target: 9 });
      const raise = intentOf({ delta: 1, target: 11 });
      expect(await store.claim(listing, lowering, inTurn)).toBeUndefined();
      expect(await store.claimRaise(inTurn, listing, raise)).toBeUndefined();
      expect(await store.claim(listing, lowering, isolated)).toMatchObject({ intent: lowering });
    });

    it('is read as of one moment once it is to be resumed: its claim asks for no more than that no other push moved', async () => {
      const { sku, store, listing } = await listed();
      expect((await store.read(sku))?.isInTurn).toBe(true);
      await store.claim(await listing(), intentOf({ leaseUntil: '2020-01-01T00:00:00.000Z' }));
      expect((await store.read(sku))?.isInTurn).toBeUndefined();
    });

    it('lets one of two claims of a listing through', async () => {
      const { store, listing } = await listed();
      const read = await listing();
      const claims = await Promise.all([store.claim(read, intentOf({})), store.claim(read, intentOf({}))]);
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    });

    it('moves shown by the difference on a delta listing, to the figure on an absolute one', async () => {
      for (const [pushMode, shown] of [
        ['difference', 8],
        ['absolute', 7],
      ] as const) {
        const { store, listing } = await listed(pushMode);
        const intent = (pushMode === 'absolute' ? absoluteIntentOf : intentOf)({ delta: -2, target: 7 });
        const claimed = (await store.claim(await listing(), intent)) ?? missing();
        await store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' });
        expect(await listing()).toMatchObject({ shown, generation: 1, lastPushedAt: later(1) });
        expect((await listing()).intent).toBeUndefined();
      }
    });

    it('ends a push once: the second end of the same attempt changes nothing', async () => {
      const { sku, store, listing, reader } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({ delta: -2 }))) ?? missing();
      const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
      await store.finish(claimed, record);
      await store.finish(claimed, { ...record, endedAt: later(2) });
      expect(await listing()).toMatchObject({ shown: 8, lastPushedAt: later(1) });
      expect(await reader.pushes(sku, 1, 10)).toMatchObject([{ listing: 'shopify', endedAt: later(1) }]);
    });

    it('takes a push back and leaves nothing of it, once, and not another attempt', async () => {
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({}))) ?? missing();
      const intent = claimed.intent ?? missing();
      await store.withdraw(claimed, { ...intent, attempt: 2 }, { calledAt: later(9) });
      expect(await listing()).toMatchObject({ intent, revision: claimed.revision });
      await store.withdraw(claimed, intent, {});
      expect(await listing()).toMatchObject({ shown: 10, generation: 1, revision: claimed.revision + 1 });
      expect((await listing()).intent).toBeUndefined();
      expect((await listing()).lastPushedAt).toBeUndefined();
      await store.withdraw(claimed, intent, { calledAt: later(9) });
      expect((await listing()).lastPushedAt).toBeUndefined();
    });

    it.each(['withdraw', 'refuse'] as const)(
      'leaves a push that another invocation has resumed, when %s is late',
      async (end) => {
        const { store, listing } = await listed();
        const claimed = (await store.claim(await listing(), intentOf({ leaseUntil: later(40) }))) ?? missing();
        const intent = claimed.intent ?? missing();
        await store.endLease(claimed, intent);
        const resumed = (await store.claim(await listing(), { ...intent, leaseUntil: later(50) })) ?? missing();
        await (end === 'withdraw'
          ? store.withdraw(claimed, intent, {})
          : store.refuse(claimed, { intent, endedAt: later(1), answer: 'no such item' }));
        expect(await listing()).toEqual(resumed);
      },
    );

    it('keeps of a push that was taken back for when a check of it is, and until when it may have been made', async () => {
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({}))) ?? missing();
      await store.withdraw(claimed, claimed.intent ?? missing(), { checkAt: later(30), calledAt: later(9) });
      expect(await listing()).toMatchObject({ checkAt: later(30), lastPushedAt: later(9) });
    });

    it('ends the lease of this push and of no other: it may be resumed as after a crash', async () => {
      const { store, listing } = await listed();
      const mine = intentOf({ startedAt: later(1), leaseUntil: later(41) });
      const read = await listing();
      await store.endLease(read, mine);
      // A claim whose answer never came may still be on its way: it must not be written now, to keep its lease for itself.
      expect(await store.claim(read, mine)).toBeUndefined();
      const claimed = (await store.claim(await listing(), mine)) ?? missing();
      await store.endLease(read, { ...mine, leaseUntil: later(42) });
      await store.endLease(read, { ...mine, generation: 2 });
      expect(await listing()).toMatchObject({ intent: mine, revision: claimed.revision });
      await store.endLease(claimed, mine);
      expect(await listing()).toMatchObject({
        intent: { ...mine, leaseUntil: later(1) },
        revision: claimed.revision + 1,
      });
    });

    it('has nothing left to check where the answer proves what the channel shows', async () => {
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({ delta: -2 }))) ?? missing();
      const record = { intent: claimed.intent ?? missing(), endedAt: later(1), answer: 'applied' };
      await store.finish(claimed, record, { answered: 8, checkAt: later(31) });
      const next = (await store.claim(await listing(), intentOf({ generation: 2, delta: -1 }))) ?? missing();
      await store.finish(next, { ...record, intent: next.intent ?? missing() }, { answered: 7, isProven: true });
      const ended = await listing();
      expect([ended.shown, ended.checkAt, ended.agreedRevision]).toEqual([7, undefined, ended.revision]);
    });

    it('takes what the channel was seen to show for shown, as the push ends or is taken back', async () => {
      const seen = { units: 40, asOf: later(5) };
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({ delta: -2 }))) ?? missing();
      await store.withdraw(claimed, claimed.intent ?? missing(), { seen });
      const { revision } = await listing();
      const reading = { evidence: { kind: 'reading', asOf: later(5) }, comparedAt: later(5) };
      expect(await listing()).toMatchObject({ shown: 40, shownAsOf: later(5), agreedRevision: revision, ...reading });
      expect((await listing()).intent).toBeUndefined();
      const next = (await store.claim(await listing(), intentOf({ generation: 2, delta: -32 }))) ?? missing();
      const record = { intent: next.intent ?? missing(), endedAt: later(9), answer: 'applied' };
      const evidence = { kind: 'answer', asOf: later(9) } as const;
      await store.finish(next, record, { answered: 9, evidence, seen: { units: 9, asOf: later(9) } });
      expect(await listing()).toMatchObject({ shown: 9, answered: 9, shownAsOf: later(9), evidence });
    });

    it('adds up what the channel was seen to show more, where stock work may be behind it', async () => {
      const { store, listing } = await listed();
      const claimed = (await store.claim(await listing(), intentOf({ delta: -2 }))) ?? missing();
      const seen = { units: 14, asOf: later(5), mayBeWork: true } as const;
      await store.withdraw(claimed, claimed.intent ?? missing(), { seen });
      expect(await listing()).toMatchObject({ shown: 14, answered: 14, foundMore: 4 });
      const next = (await store.claim(await listing(), intentOf({ generation: 2, delta: -6 }))) ?? missing();
      const record = { intent: next.intent ?? missing(), endedAt: later(9), answer: 'applied' };
      await store.finish(next, record, { answered: 9, seen: { units: 9, asOf: later(9), mayBeWork: true } });
      expect(await listing()).toMatchObject({ shown: 9, answered: 9, foundMore: 5 });
      expect((await listing()).shownAsOf).toBeUndefined();
    });

    it('takes it for shown only where shown has not moved since: the sale that moved it may be in it', async () => {
      const seen = { units: 40, asOf: later(5) };
      for (const end of ['withdraw', 'finish'] as const) {
        const { sku, store, listing, post: report } = await listed();
        const claimed = (await store.claim(await listing(), intentOf({ delta: -2 }))) ?? missing();
        const intent = claimed.intent ?? missing();
        await report([orderLine({ sku, ordered: 3 })]);
        await (end === 'withdraw'
          ? store.withdraw(claimed, intent, { seen })
          : store.finish(claimed, { intent, endedAt: later(6), answer: 'applied' }, { answered: 40, seen }));
        const ended = await listing();
        expect([ended.shown, ended.intent, ended.shownAsOf]).toEqual([
          end === 'withdraw' ? 7 : 5,
          undefined,
          undefined,
        ]);
      }
    });

    it('keeps why a push was refused until one is accepted', async () => {
      const { store, listing } = await listed();
      const refused = (await store.claim(await listing(), intentOf({}))) ?? missing();
      await store.refuse(refused, { intent: refused.intent ?? missing(), endedAt: later(1), answer: 'no such item' });
      expect(await listing()).toMatchObject({ shown: 10, problem: 'no such item' });
      const claimed = (await store.claim(await listing(), intentOf({ generation: 2 }))) ?? missing();
      await store.finish(claimed, { intent: claimed.intent ?? missing(), endedAt: later(2), answer: 'applied' });
      expect((await listing()).problem).toBeUndefined();
    });
  });
}
