/** Which command takes a change of the policy book back. */
import { type PolicyRules, settingsOf } from '../../shared/domain/exposure/policy.ts';
import { type PolicyEdit, type PolicyGroup, policyEntryOf } from '../../shared/domain/exposure/policy-edit.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import { shellWord } from '../../shared/operator-commands.ts';
import type { PolicyBook } from '../../shared/ports/exposure/policy-book.ts';
import { withConcurrency } from '../../shared/with-concurrency.ts';
import { policiesAsCsv, skusAsCsv } from '../files/policy-file.ts';

const READS_AT_ONCE = 16;

/** Keeps text as a file, and resolves with its path. */
export type Keep = (kind: 'rules' | 'tags', text: string) => Promise<string>;

/**
 * The command that makes the book say again what it says now, before the edit; undefined where the edit changes nothing in it.
 * What concerns several SKUs is kept as a file for it.
 */
export async function policyWayBack(
  book: Pick<PolicyBook, 'readGroups' | 'readSku'>,
  edit: PolicyEdit,
  keep: Keep,
): Promise<string | undefined> {
  switch (edit.kind) {
    case 'none':
      return undefined;
    case 'group': {
      const { rules } = policyEntryOf(await book.readGroups(), edit.group);
      return `npx stockline policy set ${groupOption(edit.group)} --clear${ruleOptions(rules)}`;
    }
    case 'skus':
      return ownRulesBack(book, [...edit.rules.keys()], keep);
    case 'tag': {
      const policies = await withConcurrency(READS_AT_ONCE, [...edit.skus], async (sku) => ({
        sku,
        ...(await book.readSku(sku)),
      }));
      const changed = policies.filter(({ tags }) => tags.includes(edit.tag) === edit.isRemoved).map(({ sku }) => sku);
      const verb = edit.isRemoved ? '' : ' --remove';
      return changed.length === 0
        ? undefined
        : `npx stockline policy tag ${shellWord(edit.tag)} --file ${shellWord(await keep('tags', skusAsCsv(changed)))}${verb}`;
    }
    default:
      return edit satisfies never;
  }
}

async function ownRulesBack(book: Pick<PolicyBook, 'readSku'>, skus: readonly Sku[], keep: Keep): Promise<string> {
  const before = await withConcurrency(
    READS_AT_ONCE,
    skus,
    async (sku): Promise<readonly [Sku, PolicyRules]> => [sku, (await book.readSku(sku)).rules],
  );
  const [first, ...others] = before;
  if (first !== undefined && others.length === 0) {
    return `npx stockline policy set --sku ${shellWord(first[0])} --clear${ruleOptions(first[1])}`;
  }
  return `npx stockline policy set --file ${shellWord(await keep('rules', policiesAsCsv(new Map(before))))} --clear`;
}

function groupOption(group: PolicyGroup): string {
  return group.kind === 'default' ? '--default' : `--${group.kind} ${shellWord(group.name)}`;
}

/** The options that make these settings, each after a blank. */
function ruleOptions(rules: PolicyRules): string {
  return settingsOf(rules)
    .map(([name, value]) => {
      const dot = name.lastIndexOf('.');
      return dot < 0
        ? ` --${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${value}`
        : ` --${name.slice(dot + 1)} ${name.slice(0, dot)}=${value}`;
    })
    .join('');
}
