/** Holds a tree against a rule. No rule has exceptions: what breaks one is mended. */
import type { Finding, HouseRule, Tree } from './tree.ts';

/** A finding with the rule that it breaks, for the person who reads it. */
export type Complaint = Finding & Pick<HouseRule, 'name' | 'why' | 'todo'>;

/** The places that break the rule. */
export function judge(rule: HouseRule, tree: Tree): readonly Complaint[] {
  const { name, why, todo } = rule;
  return rule.find(tree).map((finding) => ({ ...finding, name, why, todo }));
}

/** What a person reads of a complaint: where and what, then why it matters and what to do. */
export function explained({ file, what, name, why, todo }: Complaint): string {
  return `${file}: ${what}\n    ${name}: ${why}\n    ${todo}\n`;
}
