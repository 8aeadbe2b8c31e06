import { describe, expect, it } from '@jest/globals';
import type { ExposureRules } from '../../../../shared/domain/exposure/exposure.ts';
import type { PolicyRules } from '../../../../shared/domain/exposure/policy.ts';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { resolveSkuRules } from '../../../../shared/usecases/exposure/resolve-sku-rules.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, MAIN, MUG, movement, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { MemoryPolicyBook } from '../../../fakes/memory/memory-policy-book.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

/** A shop whose policy book says something before any SKU is in the ledger. */
async function shop(said: { readonly ofMugs?: PolicyRules; readonly ofAll?: PolicyRules }) {
  const [table, book] = [new MemoryTable(), new MemoryPolicyBook()];
  await book.writeSku(MUG, { rules: said.ofMugs ?? {}, tags: [], version: 0 });
  await book.writeGroup({ kind: 'default' }, { rules: said.ofAll ?? {}, version: 0 });
  const asked: Sku[] = [];
  const post = async (sku: Sku, ...observations: readonly (readonly ['received', number])[]) => {
    for (const channel of [SHOPIFY, SQUARE]) {
      const ids = { sku, channelLocation: '-', externalId: `${channel}-${sku}`, drawsOn: [MAIN], managed: true };
      await table.registry().register({ ...ids, shows: 10 }, channel, 'difference', new Date(NOON));
    }
    const rulesFor = async (wanted: Sku): Promise<ExposureRules> => {
      asked.push(wanted);
      return resolveSkuRules(book, SHARED_RULES, wanted);
    };
    const reported = observations.map(([cause, units]) => movement(cause, units, { sku }));
    const messages = [baseline(10, sku), ...reported].map((each, index) => ({
      id: `${index}`,
      sku,
      observations: [each],
    }));
    expect(await postObservations(postingPorts(table, { rulesFor }), messages)).toEqual({ failed: [], hopeless: [] });
    return table.reader().skuState(sku);
  };
  return { post, asked, table };
}

describe('a SKU that enters the ledger', () => {
  it('begins with the rules that the policy book has for it', async () => {
    const { post } = await shop({ ofMugs: { policy: 'escrow' }, ofAll: { safetyStock: 1 } });
    const mug = await post(MUG);
    expect(mug?.exposure?.rules).toEqual({ ...SHARED_RULES, policy: 'escrow', safetyStock: 1 });
    expect(Object.values(mug?.exposure?.shares ?? {}).map(({ units, goal }) => [units, goal])).toEqual([
      [10, 5],
      [10, 4],
    ]);
  });

  it('follows the deployment’s rules where the book says nothing else: they are not noted', async () => {
    const { post } = await shop({ ofMugs: { policy: 'escrow' }, ofAll: { policy: 'shared' } });
    const cup = await post(parseSku('CUP'));
    expect(cup).toBeDefined();
    expect(cup?.exposure).toBeUndefined();
  });

  it('is asked about once: later postings follow its SKU head', async () => {
    const { post, asked } = await shop({ ofMugs: { safetyStock: 2 } });
    await post(MUG);
    const received = await post(MUG, ['received', 5]);
    expect(asked).toEqual([MUG]);
    expect(received?.exposure?.rules.safetyStock).toBe(2);
  });
});
