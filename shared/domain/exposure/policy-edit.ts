// Changes of the policy book: which SKUs an edit affects, and what the book says after it.
import { canonicalJson } from '../canonical-json.ts';
import type { Sku } from '../identifiers.ts';
import { mergeRules, type PolicyEntry, type PolicyGroups, type PolicyRules, type SkuPolicy } from './policy.ts';

/** A place in the book that says something about many SKUs. */
export type PolicyGroup =
  | { readonly kind: 'default' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string };

/** A change of the policy book. `isCleared`: the change replaces what the place said before, instead of being merged. */
export type PolicyEdit =
  /** The book stays as it is: it is applied to all SKUs once more. */
  | { readonly kind: 'none' }
  | { readonly kind: 'group'; readonly group: PolicyGroup; readonly rules: PolicyRules; readonly isCleared: boolean }
  | { readonly kind: 'skus'; readonly rules: ReadonlyMap<Sku, PolicyRules>; readonly isCleared: boolean }
  /** The tag is put on SKUs, or taken off them. */
  | { readonly kind: 'tag'; readonly tag: string; readonly skus: ReadonlySet<Sku>; readonly isRemoved: boolean };

/** The SKUs that the edit names. Undefined: it names none, and may affect any SKU of the ledger. */
export function skusNamedBy(edit: PolicyEdit): Iterable<Sku> | undefined {
  switch (edit.kind) {
    case 'none':
    case 'group':
      return undefined;
    case 'skus':
      return edit.rules.keys();
    case 'tag':
      return edit.skus;
    default:
      return edit satisfies never;
  }
}

/** Whether the edit may change the rules of the SKU. */
export function mayAffect(edit: PolicyEdit, sku: Sku, { tags }: Pick<SkuPolicy, 'tags'>): boolean {
  if (edit.kind !== 'group') {
    return true;
  }
  const { group } = edit;
  return group.kind === 'default' || (group.kind === 'tag' ? tags.includes(group.name) : sku.startsWith(group.name));
}

/** The groups after the edit, with the versions as they were read. */
export function groupsAfter(edit: PolicyEdit, groups: PolicyGroups): PolicyGroups {
  if (edit.kind !== 'group') {
    return groups;
  }
  const { group } = edit;
  const entry = entryAfter(edit, policyEntryOf(groups, group), edit.rules);
  switch (group.kind) {
    case 'default':
      return { ...groups, default: entry };
    case 'tag':
      return { ...groups, tags: { ...groups.tags, [group.name]: entry } };
    case 'prefix':
      return { ...groups, prefixes: { ...groups.prefixes, [group.name]: entry } };
    default:
      return group satisfies never;
  }
}

/** The SKU's policy after the edit; the same object where the edit does not change it. */
export function policyAfter(edit: PolicyEdit, sku: Sku, policy: SkuPolicy): SkuPolicy {
  if (edit.kind === 'skus') {
    const rules = edit.rules.get(sku);
    const entry = rules === undefined ? policy : entryAfter(edit, policy, rules);
    return entry === policy ? policy : { ...policy, ...entry };
  }
  if (edit.kind === 'tag' && edit.skus.has(sku) && policy.tags.includes(edit.tag) === edit.isRemoved) {
    const others = policy.tags.filter((tag) => tag !== edit.tag);
    return { ...policy, tags: edit.isRemoved ? others : [...others, edit.tag].sort() };
  }
  return policy;
}

/** The group's entry in the book. */
export function policyEntryOf(groups: PolicyGroups, group: PolicyGroup): PolicyEntry {
  if (group.kind === 'default') {
    return groups.default;
  }
  const named = group.kind === 'tag' ? groups.tags : groups.prefixes;
  // A tag may have the name of a property that every object inherits, such as `constructor`.
  const entry = Object.hasOwn(named, group.name) ? named[group.name] : undefined;
  return entry ?? { rules: {}, version: 0 };
}

/** The entry after the change. The same object where nothing changes, so that an edit made twice is written once. */
function entryAfter(
  { isCleared }: { readonly isCleared: boolean },
  before: PolicyEntry,
  change: PolicyRules,
): PolicyEntry {
  const rules = mergeRules(isCleared ? {} : before.rules, change);
  return canonicalJson(rules) === canonicalJson(before.rules) ? before : { rules, version: before.version };
}
