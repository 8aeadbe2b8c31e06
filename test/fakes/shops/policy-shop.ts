/** A shop in memory with two SKUs on three channels and an empty policy book, for tests that change policies. */
import { expect } from '@jest/globals';
import type { PolicyRules } from '../../../shared/domain/exposure/policy.ts';
import type { PolicyEdit } from '../../../shared/domain/exposure/policy-edit.ts';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import type { PolicyPorts } from '../../../shared/usecases/exposure/change-policy.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { AMAZON, baseline, keptJournal, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../facts.ts';
import { MemoryPolicyBook } from '../memory/memory-policy-book.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from '../ports/posting-ports.ts';

export const CUP = parseSku('CUP');
const CHANNELS = [SHOPIFY, AMAZON, SQUARE];

/** Mugs and cups, 30 of each, shown on three channels; and a policy book that says nothing yet. */
export async function policyShop(skus: readonly Sku[] = [MUG, CUP]) {
  const [table, book] = [new MemoryTable(), new MemoryPolicyBook()];
  const emitted: StockChanged[] = [];
  const checks: Check[] = [];
  const ports: PolicyPorts = {
    book,
    checks: { schedule: async (check) => void checks.push(check) },
    store: table.exposureStore(),
    events: { emit: async (changed) => void emitted.push(...changed) },
    rules: SHARED_RULES,
    settleMs: SETTLE_MS_DEFAULT,
    journal: keptJournal(),
    clock: () => new Date(NOON),
    pause: async () => undefined,
    everySku: async function* () {
      yield* skus;
    },
  };
  const post = async (sku: Sku, ...observations: Parameters<typeof postObservations>[1][number]['observations'][]) => {
    const messages = observations.flat().map((each, index) => ({ id: `${index}`, sku, observations: [each] }));
    expect(await postObservations(postingPorts(table), messages)).toEqual({ failed: [], hopeless: [] });
  };
  for (const sku of skus) {
    for (const channel of CHANNELS) {
      const ids = { sku, channelLocation: '-', externalId: `${channel}-${sku}`, drawsOn: [MAIN], managed: true };
      await table.registry().register({ ...ids, shows: 30 }, channel, 'difference', new Date(NOON));
    }
    await post(sku, [baseline(30, sku)]);
  }
  const exposureOf = async (sku: Sku) => (await table.reader().skuState(sku))?.exposure;
  return { table, book, ports, emitted, checks, post, exposureOf };
}

/** An edit of what is said of mugs. */
export const ofMugs = (rules: PolicyRules): PolicyEdit => ({
  kind: 'skus',
  rules: new Map([[MUG, rules]]),
  isCleared: false,
});
/** The book is applied once more. */
export const NONE: PolicyEdit = { kind: 'none' };
