import { describe, expect, it } from '@jest/globals';
import type { PolicyGroups, SkuPolicy } from '../../../../shared/domain/exposure/policy.ts';
import {
  groupsAfter,
  mayAffect,
  type PolicyEdit,
  policyAfter,
} from '../../../../shared/domain/exposure/policy-edit.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { MUG } from '../../../fakes/facts.ts';

const CUP = parseSku('CUP');
const GROUPS: PolicyGroups = {
  default: { rules: { safetyStock: 1 }, version: 4 },
  tags: { sale: { rules: { policy: 'shared', risk: 0.1 }, version: 2 } },
  prefixes: {},
};
const TAGGED: SkuPolicy = { rules: { policy: 'endgame' }, tags: ['new', 'sale'], version: 3 };
const escrow = { policy: 'escrow' } as const;

describe('an edit of a group', () => {
  const edit = (group: Extract<PolicyEdit, { kind: 'group' }>['group'], isCleared = false): PolicyEdit => ({
    kind: 'group',
    group,
    rules: escrow,
    isCleared,
  });

  it('changes what it says and leaves the rest, at the version that was read', () => {
    const after = groupsAfter(edit({ kind: 'tag', name: 'sale' }), GROUPS);
    expect(after).toEqual({ ...GROUPS, tags: { sale: { rules: { policy: 'escrow', risk: 0.1 }, version: 2 } } });
  });

  it('forgets what was said before, when it clears', () => {
    const after = groupsAfter(edit({ kind: 'tag', name: 'sale' }, true), GROUPS);
    expect(after.tags['sale']).toEqual({ rules: escrow, version: 2 });
  });

  it('begins a group that was not there, whatever it is called', () => {
    expect(groupsAfter(edit({ kind: 'tag', name: 'constructor' }), GROUPS).tags['constructor']).toEqual({
      rules: escrow,
      version: 0,
    });
    expect(groupsAfter(edit({ kind: 'prefix', name: 'M' }), GROUPS).prefixes).toEqual({
      M: { rules: escrow, version: 0 },
    });
  });

  it('that was made already changes nothing: it is not written again', () => {
    const once = groupsAfter(edit({ kind: 'tag', name: 'sale' }), GROUPS);
    expect(groupsAfter(edit({ kind: 'tag', name: 'sale' }), once).tags['sale']).toBe(once.tags['sale']);
  });

  it('concerns the SKUs of the group and no others', () => {
    const concerned = (group: Parameters<typeof edit>[0], tags: readonly string[] = []) =>
      mayAffect(edit(group), MUG, { tags });
    expect(concerned({ kind: 'default' })).toBe(true);
    expect(concerned({ kind: 'prefix', name: 'MU' })).toBe(true);
    expect(concerned({ kind: 'prefix', name: 'UG' })).toBe(false);
    expect(concerned({ kind: 'tag', name: 'sale' }, ['sale'])).toBe(true);
    expect(concerned({ kind: 'tag', name: 'sale' }, ['resale'])).toBe(false);
  });
});

describe('an edit of SKUs', () => {
  it('changes those that it names', () => {
    const edit: PolicyEdit = { kind: 'skus', rules: new Map([[MUG, { risk: 0.2 }]]), isCleared: false };
    expect(policyAfter(edit, MUG, TAGGED)).toEqual({ ...TAGGED, rules: { policy: 'endgame', risk: 0.2 } });
    expect(policyAfter(edit, CUP, TAGGED)).toBe(TAGGED);
    const once = policyAfter(edit, MUG, TAGGED);
    expect(policyAfter(edit, MUG, once)).toBe(once);
  });

  it('clears their rules and leaves their tags', () => {
    const edit: PolicyEdit = { kind: 'skus', rules: new Map([[MUG, {}]]), isCleared: true };
    expect(policyAfter(edit, MUG, TAGGED)).toEqual({ ...TAGGED, rules: {} });
  });

  it.each<[string, string, boolean, readonly string[]]>([
    ['puts a tag on', 'late', false, ['late', 'new', 'sale']],
    ['takes a tag off', 'new', true, ['sale']],
    ['leaves a tag on that is on', 'new', false, ['new', 'sale']],
    ['leaves a tag off that is off', 'late', true, ['new', 'sale']],
  ])('%s', (_name, tag, isRemoved, tags) => {
    const edit: PolicyEdit = { kind: 'tag', tag, skus: new Set([MUG]), isRemoved };
    expect(policyAfter(edit, MUG, TAGGED)).toEqual({ ...TAGGED, tags });
    expect(policyAfter(edit, CUP, TAGGED)).toBe(TAGGED);
  });
});
