/** Properties of convergence: a history ends in the right stock however its messages arrive. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity, type Sku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { emptyLedger, type SkuLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../shared/domain/posting/decision.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import type { BaselineObservation } from '../../shared/domain/stock/observation.ts';
import { AMAZON, later, listing, MAIN, NOON, SHOPIFY, SQUARE, sha256 } from '../fakes/facts.ts';
import { chance, delivery } from './delivery.ts';
import { dice, type History, historyOf, ON_HAND_AT_FIRST, SKUS, STORE } from './history.ts';

const SHOWN_AT_FIRST = 100;
const CHANNELS = [SHOPIFY, AMAZON, SQUARE] as const;

function opened(sku: Sku): { readonly ledger: SkuLedger; readonly entries: readonly LedgerEntry[] } {
  const units = parseQuantity(ON_HAND_AT_FIRST);
  const source = { channel: SHOPIFY, key: 'baseline' };
  const onHand = { [MAIN]: units, [STORE]: units };
  const baseline: BaselineObservation = { kind: 'baseline', sku, onHand, source, occurredAt: NOON, receivedAt: NOON };
  const listings = CHANNELS.map((channel) => listing(channel, SHOWN_AT_FIRST, { sku, drawsOn: [MAIN, STORE] }));
  const [first] = postAll({ ...emptyLedger(sku), listings }, [baseline], { now: NOON, digest: sha256, history: [] });
  const entry = first && entryOf(first.decision);
  return { ledger: first?.after ?? emptyLedger(sku), entries: entry === undefined ? [] : [entry] };
}

/** Posts one SKU's part of a delivery, batch by batch. */
function deliver(sku: Sku, batches: ReturnType<typeof delivery>): SkuLedger {
  let { ledger, entries } = opened(sku);
  batches.forEach((batch, index) => {
    const own = batch.filter((observation) => observation.sku === sku);
    const decided = postAll(ledger, own, { now: later(100_000 + index), digest: sha256, history: entries });
    entries = [...entries, ...decided.flatMap(({ decision }) => entryOf(decision) ?? [])];
    ledger = decided.at(-1)?.after ?? ledger;
  });
  return ledger;
}

function expectTruth(sku: Sku, { stock, listings }: SkuLedger, history: History): void {
  for (const location of [MAIN, STORE]) {
    const { onHand, committed, unavailable } = stock[location] ?? { onHand: 0, committed: 0, unavailable: 0 };
    expect({ location, onHand, committed, unavailable }).toEqual({ location, ...history.figures(sku, location) });
  }
  for (const channel of CHANNELS) {
    const shown = listings.find((each) => each.channel === channel)?.shown;
    expect([channel, shown]).toEqual([channel, SHOWN_AT_FIRST - history.deducted(sku, channel)]);
  }
}

describe('a history of orders, movements, transfers, counts and corrections', () => {
  it('ends in the stock of plain arithmetic when it is reported once and in order', () => {
    fc.assert(
      fc.property(dice, (throws) => {
        const history = historyOf(throws);
        for (const sku of SKUS) {
          expectTruth(sku, deliver(sku, [history.reported.map((each) => each.observation)]), history);
        }
      }),
    );
  });

  it('ecommerce-integrations-425: ends in the same stock in any order, doubled, resent, and with all but the last states lost', () => {
    fc.assert(
      fc.property(dice, chance, (throws, numbers) => {
        const history = historyOf(throws);
        const batches = delivery(history.reported, numbers);
        for (const sku of SKUS) {
          expectTruth(sku, deliver(sku, batches), history);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('ends in the same stock in any order though orders go on after a count, as long as every state is reported', () => {
    fc.assert(
      fc.property(dice, chance, (throws, numbers) => {
        const history = historyOf(throws, true);
        const batches = delivery(
          history.reported.map((each) => ({ ...each, isLast: true })),
          numbers,
        );
        for (const sku of SKUS) {
          expectTruth(sku, deliver(sku, batches), history);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
