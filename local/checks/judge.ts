/** Holds a tree against a rule and the list of what is allowed. */
import type { Allowance } from './allowed.ts';
import type { Finding, HouseRule, Tree } from './tree.ts';

/** A finding with the rule that it breaks, for the person who reads it. */
export type Complaint = Finding & Pick<HouseRule, 'name' | 'why' | 'todo'>;

/** The places that break the rule and are not allowed, and allowances that say too much. */
export function judge(rule: HouseRule, tree: Tree, allowed: readonly Allowance[]): readonly Complaint[] {
  const { name, why, todo } = rule;
  const found = rule.find(tree).map((finding) => ({ ...finding, name, why, todo }));
  const ofRule = allowed.filter((each) => each.rule === name);
  const unlisted = found.filter(({ file }) => !ofRule.some(({ under }) => isUnder(file, under)));
  const listed = ofRule.flatMap((allowance) => {
    const { under, count } = allowance;
    const there = found.filter(({ file }) => isUnder(file, under));
    if (there.length > count) {
      return there.map((each) => ({
        ...each,
        what: `${each.what} (${there.length} under ${under}, allowed ${count})`,
      }));
    }
    return there.length < count ? [tooMuch(allowance, there.length)] : [];
  });
  return [...unlisted, ...listed];
}

function tooMuch({ rule, under, count }: Allowance, there: number): Complaint {
  return {
    file: 'local/checks/allowed.ts',
    what: `allows ${count} under ${under}, and there are ${there}`,
    name: rule,
    why: 'What is mended must not come back: the list only ever gets shorter.',
    todo: there === 0 ? 'Remove its line.' : `Write ${there}.`,
  };
}

function isUnder(file: string, under: string): boolean {
  return file === under || file.startsWith(`${under}/`);
}

/** What a person reads of a complaint: where and what, then why it matters and what to do. */
export function explained({ file, what, name, why, todo }: Complaint): string {
  return `${file}: ${what}\n    ${name}: ${why}\n    ${todo}\n`;
}
