/** Properties of the ledger: sums, chain, past moments, and what never moves stock. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseChannelId, parseQuantity, type Sku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { emptyLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import { entryOf, shownMoveOf } from '../../shared/domain/posting/decision.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import type { BaselineObservation, Observation, OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { available, changeStock, type Stock, totalStock } from '../../shared/domain/stock/stock.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { readStockAt } from '../../shared/usecases/reading/read-stock.ts';
import { verifySku } from '../../shared/usecases/reading/verify-ledger.ts';
import { later, MAIN, MUG, NOON, orderLine, sha256 } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { chance, delivery } from './delivery.ts';
import { dice, historyOf, ON_HAND_AT_FIRST, SKUS, STORE } from './history.ts';

const API = parseChannelId('api');

function baselineOf(sku: Sku): BaselineObservation {
  const units = parseQuantity(ON_HAND_AT_FIRST);
  const onHand = { [MAIN]: units, [STORE]: units };
  const source = { channel: API, key: 'baseline' };
  return { kind: 'baseline', sku, onHand, source, occurredAt: NOON, receivedAt: NOON };
}

/** Posts batches into a table, at times that mostly advance, sometimes stand still and sometimes go back. */
async function posted(batches: readonly (readonly Observation[])[], numbers: fc.Stream<number>) {
  const table = new MemoryTable();
  const times: string[] = [];
  let seconds = 100_000;
  const post = (sku: Sku, observations: readonly Observation[]) =>
    postNow(postingPorts(table, { clock: () => new Date(later(seconds)) }), sku, observations);
  for (const sku of SKUS) {
    await post(sku, [baselineOf(sku)]);
  }
  for (const batch of batches) {
    seconds += ((numbers.next().value ?? 0) % 5) - 1;
    times.push(later(seconds + 0.5));
    for (const [sku, own] of Map.groupBy(batch, (observation) => observation.sku)) {
      await post(sku, own);
    }
  }
  return { table, times };
}

const sumOf = (entries: readonly LedgerEntry[]): Stock =>
  entries.reduce<Stock>((stock, entry) => changeStock(stock, entry.changes), {});

describe('whatever is posted, in whatever way', () => {
  it('the stock is the sum of the entries, the chain verifies, and every past moment is the sum of its entries', async () => {
    await fc.assert(
      fc.asyncProperty(dice, chance, async (throws, numbers) => {
        const { table, times } = await posted(delivery(historyOf(throws).reported, numbers), numbers);
        const reader = table.reader();
        for (const sku of SKUS) {
          const entries = await reader.entries(sku, 0, 10_000);
          expect((await reader.skuState(sku))?.stock).toEqual(sumOf(entries));
          const verified = await verifySku({ ledger: table.ledgerStore(), reader, digest: sha256 }, sku);
          expect(verified).toEqual({ kind: 'sound', sku, entries: entries.length });
          for (const at of [...times, ...entries.map((entry) => entry.postedAt)]) {
            const prefix = entries.filter((entry) => entry.postedAt <= at);
            const then = await readStockAt(reader, sku, new Date(at));
            const { seq, onHand, committed, held, unavailable } = then ?? { seq: 0, ...totalStock({}) };
            expect([seq, { onHand, committed, held, unavailable }]).toEqual([prefix.length, totalStock(sumOf(prefix))]);
          }
        }
      }),
    );
  });

  it('the same contents changed, older states, ends of nothing and holds beyond what is available move no stock', () => {
    fc.assert(
      fc.property(dice, chance, (throws, numbers) => {
        const { reported } = historyOf(throws);
        const batches = delivery(reported, numbers);
        const trouble = reported.flatMap(({ observation }) => troubleWith(observation));
        const observations = [baselineOf(MUG), ...batches.flat(), ...trouble, holdOf(10_000), holdEndOf('nobody')];
        const own = observations.filter((observation) => observation.sku === MUG);
        const context = { now: later(100_000), digest: sha256, history: [] };
        let end = emptyLedger(MUG);
        for (const { decision, before, after } of postAll(end, own, context)) {
          expect(entryOf(decision) !== undefined).toBe(decision.outcome.kind === 'posted');
          expect(before).toBe(end);
          if (decision.outcome.kind !== 'posted') {
            expect(after.stock).toEqual(before.stock);
            const shown = shownMoveOf(decision);
            expect([after.seq, after.headHash, shown]).toEqual([before.seq, before.headHash, undefined]);
          }
          end = after;
        }
        const again = postAll(end, [...own, ...own], context);
        expect(again.map(({ decision }) => decision.outcome.kind)).not.toContain('posted');
      }),
    );
  });

  it('a hold is granted exactly when what is available at its location covers it', () => {
    fc.assert(
      fc.property(dice, fc.integer({ min: 1, max: 60 }), fc.boolean(), (throws, quantity, isSomewhere) => {
        const reported = historyOf(throws).reported.map((each) => each.observation);
        const own = [baselineOf(MUG), ...reported.filter((observation) => observation.sku === MUG)];
        const context = { now: later(100_000), digest: sha256, history: [] };
        const ledger = postAll(emptyLedger(MUG), own, context).at(-1)?.after ?? emptyLedger(MUG);
        const hold = isSomewhere ? { ...holdOf(quantity), location: STORE } : holdOf(quantity);
        const places = isSomewhere ? [STORE] : [MAIN, STORE];
        const most = Math.max(...places.map((place) => available(totalStock(ledger.stock, [place]))));
        const outcome = postAll(ledger, [hold], context)[0]?.decision.outcome;
        expect(outcome?.kind).toBe(most >= quantity ? 'posted' : 'insufficient');
      }),
    );
  });
});

describe('states of one version', () => {
  it('end in the latest reading that is final, in whatever order they are received', () => {
    const version = Date.parse(NOON);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 4 }), chance, (sent, numbers) => {
        const readings = [orderLine({ ordered: 11, version }), orderLine({ ordered: 12, version })];
        const reported: OrderLineObservation[] = [
          ...sent.map((ordered) => orderLine({ ordered, version })),
          ...readings.map((line, index) => ({ ...line, readAt: version + 4_000 + index * 1_000 })),
        ];
        const batches = delivery(
          reported.map((observation) => ({ observation, isLast: true })),
          numbers,
        );
        const context = { now: later(100_000), digest: sha256, history: [] };
        const end = postAll(emptyLedger(MUG), [baselineOf(MUG), ...batches.flat()], context).at(-1);
        expect(end?.after.stock[MAIN]?.committed).toBe(12);
      }),
    );
  });
});

/** What a confused or malicious sender could add to an observation. */
function troubleWith(observation: Observation): readonly Observation[] {
  switch (observation.kind) {
    case 'orderLine': {
      const { state, version } = observation;
      const other = { ...state, ordered: state.ordered + 100, deducted: state.deducted + 100 };
      return [
        { ...observation, state: other },
        { ...observation, state: other, version: version - 1 },
      ];
    }
    case 'movement':
      return [{ ...observation, changes: [{ location: MAIN, onHand: 1_000 }] }];
    case 'count':
      return [{ ...observation, counted: parseQuantity(999) }];
    default:
      return [];
  }
}

function holdOf(quantity: number): Observation & { readonly kind: 'hold' } {
  const source = { channel: API, key: 'hold:h1' };
  const held = { sku: MUG, id: 'h1', quantity: parseQuantity(quantity), ttlSeconds: 60 };
  return { kind: 'hold', ...held, source, occurredAt: later(99_000), receivedAt: later(99_000) };
}

function holdEndOf(id: string): Observation {
  const source = { channel: API, key: `hold:${id}` };
  return { kind: 'holdEnd', sku: MUG, id, end: 'captured', source, occurredAt: NOON, receivedAt: NOON };
}
