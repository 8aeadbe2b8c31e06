/** Holds a tree against a rule. No rule has exceptions: what breaks one is mended. */
import type { Finding, HouseRule, Tree } from './tree.ts';

/** A finding with the rule that it breaks, for the person who reads it. */
export type Complaint = Finding & Pick<HouseRule, 'name' | 'why' | 'remedy'>;

/** The places that break the rule. */
export function judge(rule: HouseRule, tree: Tree): readonly Complaint[] {
  const { name, why, remedy } = rule;
  return rule.find(tree).map((finding) => ({ ...finding, name, why, remedy }));
}

/** What a person reads of a complaint: where and what, then why it matters and what to do. */
export function explained({ file, what, name, why, remedy }: Complaint): string {
  return `${file}: ${what}\n    ${name}: ${why}\n    ${remedy}\n`;
}
