/** Holds a tree against a rule and the list of what is allowed. */
import type { Allowance } from './allowed.ts';
import type { Finding, HouseRule, Tree } from './tree.ts';

/** The places that break the rule and are not allowed, and allowances that say too much. */
export function judge(rule: HouseRule, tree: Tree, allowed: readonly Allowance[]): readonly Finding[] {
  const found = rule.find(tree);
  const ofRule = allowed.filter((each) => each.rule === rule.name);
  const unlisted = found.filter(({ file }) => !ofRule.some(({ under }) => isUnder(file, under)));
  const listed = ofRule.flatMap((allowance) => {
    const { under, count } = allowance;
    const there = found.filter(({ file }) => isUnder(file, under));
    if (there.length > count) {
      return there.map(({ file, what }) => ({
        file,
        what: `${what} (${there.length} under ${under}, allowed ${count})`,
      }));
    }
    return there.length < count ? [tooMuch(allowance, there.length)] : [];
  });
  return [...unlisted, ...listed];
}

function tooMuch({ under, count }: Allowance, there: number): Finding {
  const todo = there === 0 ? 'remove its line' : `write ${there}`;
  return { file: 'local/checks/allowed.ts', what: `allows ${count} under ${under}, and there are ${there}: ${todo}` };
}

function isUnder(file: string, under: string): boolean {
  return file === under || file.startsWith(`${under}/`);
}

/** What a person reads of a finding: where and what, then why it matters and what to do. */
export function explained({ file, what }: Finding, { name, why, todo }: HouseRule): string {
  return `${file}: ${what}\n    ${name}: ${why}\n    ${todo}\n`;
}
