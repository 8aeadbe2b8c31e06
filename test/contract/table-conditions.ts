/** Tests each condition of a posting and of a push, alone, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { HoldObservation } from '../../shared/domain/stock/observation.ts';
import type { HoldRegistry } from '../../shared/ports/holds/holds.ts';
import type { LedgerStore, Posting } from '../../shared/ports/posting/posting.ts';
import type { CheckStore } from '../../shared/ports/reconciling/checks.ts';
import { AMAZON, baseline, later, MAIN, movement, NOON, orderLine, SHOPIFY } from '../fakes/facts.ts';
import type { TablePorts } from './table.ts';
import { intentOf, missing, post, postingFor, register } from './table-steps.ts';

/**
 * Each condition of a transaction, alone: the posting is such that every other condition holds. Run over the table in
 * memory and over DynamoDB's, so that what one of them forgets is seen (docs/guards.md).
 */
export function tableConditions(
  name: string,
  tableOf: () => TablePorts & { readonly checks: CheckStore; readonly holds: HoldRegistry },
): void {
  let skus = 0;
  const freshSku = () => {
    skus += 1;
    return parseSku(`${name} conditions ${skus} ${Date.now()}`);
  };
  const opened = async () => {
    const ports = tableOf();
    const sku = freshSku();
    await post(ports.ledger, sku, [baseline(10, sku)]);
    return { ...ports, sku };
  };

  describe(`${name}: each condition of a transaction holds by itself`, () => {
    it('a SKU head is written for the first time only where there is none', async () => {
      const { ledger, sku } = await opened();
      const again = await postingFor(ledger, freshSku(), [baseline(20, sku)]);
      const { before, after } = again;
      const forged = { ...again, before: { ...before, sku }, after: { ...after, sku }, entries: [], seen: [] };
      expect(await ledger.commit(forged)).toBe('conflict');
    });

    it('a SKU head is replaced only when it still has the seq that was read', async () => {
      const { ledger, sku } = await opened();
      const early = await postingFor(ledger, sku, [movement('received', 1, { sku })]);
      await post(ledger, sku, [movement('received', 5, { sku, id: '2' })]);
      expect(await ledger.commit({ ...early, entries: [], seen: [] })).toBe('conflict');
    });

    it('a SKU head that stays as it is must still have the seq that was read', async () => {
      const { ledger, sku } = await opened();
      await post(ledger, sku, [orderLine({ sku })]);
      const sameButNewer = await postingFor(ledger, sku, [orderLine({ sku, version: 5 })]);
      expect(sameButNewer.after.seq).toBe(sameButNewer.before.seq);
      await post(ledger, sku, [movement('received', 5, { sku })]);
      expect(await ledger.commit(sameButNewer)).toBe('conflict');
    });

    it('an entry is written once', async () => {
      const { ledger, sku } = await opened();
      const posting = await postingFor(ledger, sku, [movement('received', 5, { sku })]);
      const entries = posting.entries.map((entry) => ({ ...entry, seq: 1 }));
      expect(await ledger.commit({ ...posting, entries })).toBe('conflict');
    });

    it('a fact is remembered for the first time only when nobody remembered it meanwhile', async () => {
      const { ledger, sku } = await opened();
      const early = await postingFor(ledger, sku, [orderLine({ sku })]);
      await post(ledger, sku, [orderLine({ sku })]);
      expect(await ledger.commit(await overtaken(early, ledger, sku))).toBe('conflict');
    });

    it('a fact is replaced only when its contents are still those that were read', async () => {
      const { ledger, sku } = await opened();
      await post(ledger, sku, [orderLine({ sku })]);
      const early = await postingFor(ledger, sku, [orderLine({ sku, version: 9, ordered: 9 })]);
      await post(ledger, sku, [{ ...orderLine({ sku, ordered: 2 }), readAt: Date.parse(NOON) }]);
      expect(await ledger.commit(await overtaken(early, ledger, sku))).toBe('conflict');
    });

    it('a fact is replaced only when its version is still the one that was read', async () => {
      const { ledger, sku } = await opened();
      await post(ledger, sku, [orderLine({ sku })]);
      const late = await postingFor(ledger, sku, [orderLine({ sku, version: 3 })]);
      await post(ledger, sku, [orderLine({ sku, version: 5 })]);
      expect(await ledger.commit(late)).toBe('conflict');
      expect((await ledger.load(sku, ['order:1001:line:1'])).seen.get('order:1001:line:1')?.line?.version).toBe(5);
    });

    it('the end of a hold is written only when the hold is still as it was read', async () => {
      const { ledger, sku } = await opened();
      const id = `hold of ${sku}`;
      await post(ledger, sku, [holdOf(sku, id)]);
      const [first, second] = [
        await postingFor(ledger, sku, [endOf(sku, id)]),
        await postingFor(ledger, sku, [endOf(sku, id)]),
      ];
      expect(await ledger.commit(first)).toBe('committed');
      expect(await ledger.commit(second)).toBe('conflict');
    });

    it('the id of a hold is taken once over all SKUs', async () => {
      const { ledger, sku } = await opened();
      const { sku: other } = await opened();
      const id = `hold of ${sku}`;
      await post(ledger, sku, [holdOf(sku, id)]);
      expect(await ledger.commit(await postingFor(ledger, other, [holdOf(other, id)]))).toBe('conflict');
      expect((await ledger.load(other, [])).stock[MAIN]).toMatchObject({ held: 0 });
    });

    it('postings of several SKUs are written together, or none of them is', async () => {
      const { ledger, holds, sku } = await opened();
      const { sku: other } = await opened();
      const id = `cart of ${sku}`;
      const both = await Promise.all([sku, other].map((each) => postingFor(ledger, each, [holdOf(each, id)])));
      await post(ledger, other, [movement('received', 1, { sku: other })]);
      expect(await ledger.commitTogether(both)).toBe('conflict');
      expect((await ledger.load(sku, [])).stock[MAIN]).toMatchObject({ held: 0 });
      expect(await holds.skusOf(id)).toBeUndefined();
      const again = await Promise.all([sku, other].map((each) => postingFor(ledger, each, [holdOf(each, id)])));
      expect(await ledger.commitTogether(again)).toBe('committed');
      expect((await ledger.load(other, [])).stock[MAIN]).toMatchObject({ held: 1 });
      expect(await holds.skusOf(id)).toEqual([sku, other]);
    });

    it('what a listing shows moves only where there is such a listing', async () => {
      const { ledger, registry, sku } = await opened();
      await register(registry, sku, SHOPIFY, 10);
      const posting = await postingFor(ledger, sku, [orderLine({ sku, ordered: 2 })]);
      const elsewhere = posting.shown.map((move) => ({ ...move, listing: { ...move.listing, channel: AMAZON } }));
      expect(await ledger.commit({ ...posting, shown: elsewhere })).toBe('conflict');
    });

    it('a delta listing’s deduction moves whatever pushes began or ended since it was read', async () => {
      const { ledger, registry, pushes, sku } = await opened();
      await register(registry, sku, SHOPIFY, 10);
      const posting = await postingFor(ledger, sku, [orderLine({ sku, ordered: 2 })]);
      const store = pushes(SHOPIFY, ['-']);
      const [listing] = (await store.read(sku))?.listings ?? [];
      await store.claim(listing ?? missing(), intentOf({ delta: 3, target: 13 }));
      expect(await ledger.commit(posting)).toBe('committed');
      expect((await store.read(sku))?.listings[0]).toMatchObject({ shown: 8 });
    });
  });

  describe(`${name}: when the channel’s figure was taken`, () => {
    it('a sale folded from a figure taken before is folded again after a figure taken since', async () => {
      const { ledger, registry, checks, pushes, sku } = await opened();
      await register(registry, sku, SHOPIFY, 10);
      const listing = async () => (await pushes(SHOPIFY, ['-']).read(sku))?.listings[0] ?? missing();
      const taken = async (actual: number, seconds: number) => {
        const { shown, revision } = await listing();
        await checks.takeShown(await listing(), { actual, shown, revision, at: later(seconds) }, later(seconds));
      };
      await taken(9, 30);
      const early = await postingFor(ledger, sku, [orderLine({ sku, at: later(70) })]);
      await taken(8, 60);
      expect(await ledger.commit(early)).toBe('conflict');
      expect(await listing()).toMatchObject({ shown: 8, shownAsOf: later(60) });
    });
  });

  describe(`${name}: each condition of a push holds by itself`, () => {
    const claimed = async () => {
      const { registry, pushes, sku } = await opened();
      await register(registry, sku, SHOPIFY, 10);
      const store = pushes(SHOPIFY, ['-']);
      const [listing] = (await store.read(sku))?.listings ?? [];
      const first = (await store.claim(listing ?? missing(), intentOf({}))) ?? missing();
      const present = async () => (await store.read(sku))?.listings[0] ?? missing();
      return { store, first, present };
    };
    const ending = { endedAt: later(1), answer: 'applied' };

    it('is begun only when no other began or ended since the listing was read', async () => {
      const { store, first, present } = await claimed();
      const late = { ...first, revision: first.revision - 1 };
      expect(await store.claim(late, intentOf({ generation: 2 }))).toBeUndefined();
      expect((await present()).intent?.generation).toBe(1);
    });

    it('is ended by its own generation only', async () => {
      const { store, first, present } = await claimed();
      const next = (await store.claim(first, intentOf({ generation: 2 }))) ?? missing();
      await store.finish(first, { intent: first.intent ?? missing(), ...ending });
      await store.refuse(first, { intent: first.intent ?? missing(), ...ending });
      expect(await present()).toEqual(next);
    });

    it('that is refused keeps its reason and the time of its retry, until one is accepted', async () => {
      const { store, first, present } = await claimed();
      const intent = first.intent ?? missing();
      await store.refuse(first, { intent, ...ending, answer: 'Not stocked.' }, later(900));
      expect(await present()).toMatchObject({ problem: 'Not stocked.', retryAt: later(900) });
      const again = (await store.claim(await present(), intentOf({ generation: 2 }))) ?? missing();
      await store.refuse(again, { intent: again.intent ?? missing(), ...ending, answer: 'No.' });
      expect(await present()).not.toHaveProperty('retryAt');
      const third = (await store.claim(await present(), intentOf({ generation: 3 }))) ?? missing();
      await store.refuse(third, { intent: third.intent ?? missing(), ...ending, answer: 'No.' }, later(900));
      const last = (await store.claim(await present(), intentOf({ generation: 4 }))) ?? missing();
      await store.finish(last, { intent: last.intent ?? missing(), ...ending });
      expect(await present()).not.toHaveProperty('retryAt');
      expect(await present()).not.toHaveProperty('problem');
    });

    it('is ended by its own attempt only', async () => {
      const { store, first, present } = await claimed();
      const next = (await store.claim(first, intentOf({ attempt: 2 }))) ?? missing();
      await store.finish(first, { intent: first.intent ?? missing(), ...ending });
      await store.refuse(first, { intent: first.intent ?? missing(), ...ending });
      expect(await present()).toEqual(next);
    });
  });
}

/** The same posting as if it had been folded from the present SKU head: only what it remembers is out of date. */
async function overtaken(posting: Posting, ledger: LedgerStore, sku: Sku): Promise<Posting> {
  const { seq } = await ledger.load(sku, []);
  const entries = posting.entries.map((entry) => ({ ...entry, seq: seq + 1 }));
  return { ...posting, before: { ...posting.before, seq }, after: { ...posting.after, seq: seq + 1 }, entries };
}

function holdOf(sku: Sku, id: string): HoldObservation {
  const source = { channel: parseChannelId('api'), key: `hold:${id}` };
  const times = { occurredAt: NOON, receivedAt: NOON };
  return { kind: 'hold', sku, id, quantity: parseQuantity(1), ttlSeconds: 60, source, ...times };
}

function endOf(sku: Sku, id: string) {
  const source = { channel: parseChannelId('api'), key: `hold:${id}` };
  return { kind: 'holdEnd', sku, id, end: 'voided', source, occurredAt: NOON, receivedAt: NOON } as const;
}
