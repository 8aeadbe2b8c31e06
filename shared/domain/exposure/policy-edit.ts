import { canonicalJson } from '../canonical-json.ts';
import type { Sku } from '../identifiers.ts';
import { mergeRules, type PolicyEntry, type PolicyGroups, type PolicyRules, type SkuPolicy } from './policy.ts';

/** Which part of the book says something of many SKUs. */
export type PolicyGroup =
  | { readonly kind: 'default' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string };

/** A change of the policy book. `isCleared`: what was said there before is forgotten. */
export type PolicyEdit =
  /** The book stays: it is applied to the cards once more. */
  | { readonly kind: 'none' }
  | { readonly kind: 'group'; readonly group: PolicyGroup; readonly rules: PolicyRules; readonly isCleared: boolean }
  | { readonly kind: 'skus'; readonly rules: ReadonlyMap<Sku, PolicyRules>; readonly isCleared: boolean }
  /** SKUs are put into a group of their own choosing, or taken out of it. */
  | { readonly kind: 'tag'; readonly tag: string; readonly skus: ReadonlySet<Sku>; readonly isRemoved: boolean };

/** The SKUs that the edit names; undefined: whichever it mayAffect must be found among all. */
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

/** Whether the edit may change how the SKU is offered. */
export function mayAffect(edit: PolicyEdit, sku: Sku, { tags }: Pick<SkuPolicy, 'tags'>): boolean {
  if (edit.kind !== 'group') {
    return true;
  }
  const { group } = edit;
  return group.kind === 'default' || (group.kind === 'tag' ? tags.includes(group.name) : sku.startsWith(group.name));
}

/** What the book says of groups after the edit; versions stay as they were read. */
export function groupsAfter(edit: PolicyEdit, groups: PolicyGroups): PolicyGroups {
  if (edit.kind !== 'group') {
    return groups;
  }
  const { group } = edit;
  const said = saidAfter(edit, entryOf(groups, group), edit.rules);
  switch (group.kind) {
    case 'default':
      return { ...groups, default: said };
    case 'tag':
      return { ...groups, tags: { ...groups.tags, [group.name]: said } };
    case 'prefix':
      return { ...groups, prefixes: { ...groups.prefixes, [group.name]: said } };
    default:
      return group satisfies never;
  }
}

/** What the book says of the SKU after the edit; the very same where the edit does not change it. */
export function policyAfter(edit: PolicyEdit, sku: Sku, policy: SkuPolicy): SkuPolicy {
  if (edit.kind === 'skus') {
    const rules = edit.rules.get(sku);
    const said = rules === undefined ? policy : saidAfter(edit, policy, rules);
    return said === policy ? policy : { ...policy, ...said };
  }
  if (edit.kind === 'tag' && edit.skus.has(sku) && policy.tags.includes(edit.tag) === edit.isRemoved) {
    const others = policy.tags.filter((tag) => tag !== edit.tag);
    return { ...policy, tags: edit.isRemoved ? others : [...others, edit.tag].sort() };
  }
  return policy;
}

/** What the book says of the group. */
export function entryOf(groups: PolicyGroups, group: PolicyGroup): PolicyEntry {
  if (group.kind === 'default') {
    return groups.default;
  }
  const named = group.kind === 'tag' ? groups.tags : groups.prefixes;
  // A tag may have any name, one that every object answers to included.
  const said = Object.hasOwn(named, group.name) ? named[group.name] : undefined;
  return said ?? { rules: {}, version: 0 };
}

/** The very same where nothing else is said afterwards: an edit made twice is written once. */
function saidAfter(
  { isCleared }: { readonly isCleared: boolean },
  before: PolicyEntry,
  change: PolicyRules,
): PolicyEntry {
  const rules = mergeRules(isCleared ? {} : before.rules, change);
  return canonicalJson(rules) === canonicalJson(before.rules) ? before : { rules, version: before.version };
}
