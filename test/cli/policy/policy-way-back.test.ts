import { describe, expect, it } from '@jest/globals';
import { parsePolicies, parseSkus } from '../../../cli/files/policy-file.ts';
import { policyWayBack } from '../../../cli/policy/policy-way-back.ts';
import type { PolicyRules } from '../../../shared/domain/exposure/policy.ts';
import type { PolicyEdit } from '../../../shared/domain/exposure/policy-edit.ts';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { AMAZON, MUG } from '../../fakes/facts.ts';

const CUP = parseSku('CUP');
const NEW = { policy: 'escrow' } as const;

/** A book in which the mug has rules and a tag of its own, and the prefix `SHOE-` has rules. */
const book = {
  readGroups: async () => ({
    default: { rules: {}, version: 0 },
    tags: {},
    prefixes: {
      'SHOE-': { rules: { safetyStock: 2, channels: { [AMAZON]: { buffer: 'auto', cap: 9 } } }, version: 1 },
    },
  }),
  readSku: async (sku: Sku) => {
    const rules: PolicyRules = sku === MUG ? { policy: 'endgame', endgameAt: 4 } : {};
    return { rules, version: 0, tags: sku === MUG ? ['hot'] : [] };
  },
} satisfies Parameters<typeof policyWayBack>[0];

const ofSkus = (...skus: readonly Sku[]): PolicyEdit => ({
  kind: 'skus',
  rules: new Map(skus.map((sku) => [sku, NEW])),
  isCleared: false,
});
const ofGroup = (group: (PolicyEdit & { kind: 'group' })['group']): PolicyEdit => ({
  kind: 'group',
  group,
  rules: NEW,
  isCleared: false,
});
const tag = (isRemoved: boolean): PolicyEdit => ({ kind: 'tag', tag: 'hot', skus: new Set([MUG, CUP]), isRemoved });

async function wayBack(edit: PolicyEdit) {
  const kept: string[] = [];
  const command = await policyWayBack(book, edit, async (kind, text) => {
    kept.push(text);
    return `${kind}.csv`;
  });
  return { command, kept };
}

describe('a change of the policy book is taken back by', () => {
  it.each([
    ['one SKU with rules', ofSkus(MUG), 'policy set --sku MUG --clear --policy endgame --endgame-at 4'],
    ['one SKU without', ofSkus(CUP), 'policy set --sku CUP --clear'],
    ['several SKUs', ofSkus(MUG, CUP), 'policy set --file rules.csv --clear'],
    [
      'a prefix',
      ofGroup({ kind: 'prefix', name: 'SHOE-' }),
      'policy set --prefix SHOE- --clear --safety-stock 2 --buffer amazon=auto --cap amazon=9',
    ],
    ['the default', ofGroup({ kind: 'default' }), 'policy set --default --clear'],
    ['a tag that was given', tag(false), 'policy tag hot --file tags.csv --remove'],
    ['a tag that was taken', tag(true), 'policy tag hot --file tags.csv'],
  ])('%s', async (_what, edit, command) => {
    expect((await wayBack(edit)).command).toBe(`npx stockline ${command}`);
  });

  it('nothing, where the book stays as it is', async () => {
    expect((await wayBack({ kind: 'none' })).command).toBeUndefined();
  });

  it('files that the same commands read: rules as they were, and only SKUs whose tag changes', async () => {
    const { kept } = await wayBack(ofSkus(MUG, CUP));
    expect(parsePolicies(kept[0] ?? '', [AMAZON])).toEqual(
      new Map<Sku, PolicyRules>([
        [MUG, { policy: 'endgame', endgameAt: 4 }],
        [CUP, {}],
      ]),
    );
    expect(parseSkus((await wayBack(tag(false))).kept[0] ?? '')).toEqual([CUP]);
    expect(parseSkus((await wayBack(tag(true))).kept[0] ?? '')).toEqual([MUG]);
  });
});
