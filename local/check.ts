/**
 * `npm run check`: types, then lint, format and arrows (biome.json), then the project's own rules (local/checks), what is
 * asked of Shopify against its schema, what functions take of AWS against its budget (bench/), and the typed client of the API
 * against the API's description.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OPENING_SENTENCES, SHORT_FILES, SMALL_FOLDERS, TELLING_NAMES } from './checks/files.ts';
import { SHORT_FUNCTIONS } from './checks/functions.ts';
import { explained, judge } from './checks/judge.ts';
import { ONE_NAME_ONE_MEANING } from './checks/names.ts';
import { checkShopifyDocuments } from './checks/shopify-documents.ts';
import { TESTS_MIRROR_SOURCES } from './checks/test-mirror.ts';
import { type HouseRule, readTree } from './checks/tree.ts';
import { checkTypedClient } from './checks/typed-client.ts';
import { CITED_SOURCES, GLOSSARY_WORDS, PLAIN_WORDS } from './checks/words.ts';

const PROJECT = join(import.meta.dirname, '..');

const HOUSE_RULES: readonly HouseRule[] = [
  SHORT_FUNCTIONS,
  SHORT_FILES,
  SMALL_FOLDERS,
  TELLING_NAMES,
  OPENING_SENTENCES,
  TESTS_MIRROR_SOURCES,
  ONE_NAME_ONE_MEANING,
  CITED_SOURCES,
  PLAIN_WORDS,
  GLOSSARY_WORDS,
];

// All run, so that one run names all that is wrong.
const results = [
  runTool('Types', 'tsc', ['--project', '.']),
  runTool('Types of the page', 'tsc', ['--project', 'page']),
  runTool('Lint, format, arrows', 'biome', [process.env['CI'] ? 'ci' : 'check', '.']),
  holdHouseRules(),
  await validateShopifyDocuments(),
  holdBudget(),
  holdTypedClient(),
];
process.exitCode = results.every((isOk) => isOk) ? 0 : 1;

function runTool(what: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`${what}: ${command} ${args.join(' ')}\n`);
  const path = join(PROJECT, 'node_modules', '.bin', command);
  const { status, error } = spawnSync(path, args, { cwd: PROJECT, stdio: 'inherit' });
  if (error !== undefined) {
    process.stderr.write(`Cannot run ${command} (${error.message}): run npm ci first.\n`);
  }
  return reported(what, status === 0);
}

/** In a process of its own, which has its own clock. */
function holdBudget(): boolean {
  const what = 'Budget of the bench';
  process.stdout.write(`${what}: bench/budget/budget.json\n`);
  const args = ['--import', './node-24.js', 'bench/hold-budget.ts'];
  const { status } = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' });
  return reported(what, status === 0);
}

function holdHouseRules(): boolean {
  const what = 'Rules of the house';
  process.stdout.write(`${what}: ${HOUSE_RULES.map(({ name }) => name).join('; ')}\n`);
  const tree = readTree(PROJECT);
  const notices = HOUSE_RULES.flatMap(({ notice }) => notice?.(tree) ?? []);
  for (const { file, what: noticed } of notices) {
    process.stdout.write(`  inspect ${file}: ${noticed}\n`);
  }
  const broken = HOUSE_RULES.flatMap((rule) => judge(rule, tree).map(explained));
  process.stderr.write(broken.map((each) => `\n${each}`).join(''));
  return reported(what, broken.length === 0);
}

async function validateShopifyDocuments(): Promise<boolean> {
  const what = 'Shopify’s schema';
  const { documents, versions, notices, faults } = await checkShopifyDocuments(new Date());
  process.stdout.write(`${what}: ${documents} documents against Admin API ${versions.join(', ')}\n`);
  for (const notice of notices) {
    process.stdout.write(`  inspect ${notice}\n`);
  }
  process.stderr.write(faults.map((fault) => `\n${fault}\n`).join(''));
  return reported(what, faults.length === 0);
}

function holdTypedClient(): boolean {
  const what = 'Typed client';
  process.stdout.write(`${what}: clients/typescript is of docs/schemas/openapi.json\n`);
  const fault = checkTypedClient(PROJECT, (line) => process.stdout.write(`  ${line}\n`));
  process.stderr.write(fault === undefined ? '' : `\n${fault}\n`);
  return reported(what, fault === undefined);
}

function reported(what: string, isOk: boolean): boolean {
  process.stdout.write(`${what}: ${isOk ? 'ok' : 'FAILED'}\n\n`);
  return isOk;
}
