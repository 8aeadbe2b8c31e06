/** `stockline init`: makes the merchant's own configuration of questions, or of options. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseConfig } from '../../../shared/config.ts';
import { optionsOf } from '../../arguments/arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import { configurationOf, configurationText } from '../../configuring/configuration.ts';
import { askAll, type Given, problemsIn } from '../../configuring/questions.ts';
import { ENDGAME_CAN_OVERSELL } from '../../reports/endgame-in-words.ts';
import { CHANGE_OPTIONS, CHANGE_USAGE, change } from '../../terminal/change.ts';
import { ask, isInteractive } from '../../terminal/prompt.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..', '..');

const ANSWERS = {
  shopify: { type: 'string' },
  'shopify-locations': { type: 'string' },
  amazon: { type: 'string' },
  'amazon-region': { type: 'string' },
  'amazon-marketplaces': { type: 'string' },
  'square-locations': { type: 'string' },
  'own-shop': { type: 'string' },
  'own-shop-locations': { type: 'string' },
  till: { type: 'boolean', default: false },
  policy: { type: 'string' },
} as const;

const OPTIONS = {
  ...ANSWERS,
  ...CHANGE_OPTIONS,
  config: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const initCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline init [options]

Makes stockline.config.ts, the configuration of your deployment: from questions at a terminal, or from options. It is your own
file: no version of Stockline has one, so git pull leaves it alone. An existing one is never written over. Needs no AWS account.

  --shopify NAME.myshopify.com   with --shopify-locations 655441491,655441492=store
  --amazon MERCHANT_TOKEN        with --amazon-marketplaces ATVPDKIKX0DER and --amazon-region na|eu|fe (default na)
  --square-locations IDS         as of Shopify
  --own-shop URL                 a shop that speaks the channel protocol; with --own-shop-locations IDS (default main)
  --till                         a till, 3PL or ERP reports sales, receipts or counts
  --policy POLICY                how the last units are offered: shared, endgame or escrow (default shared)

${ENDGAME_CAN_OVERSELL}
Behind a location of a channel stands your location main, or the one after =.

  --config FILE     write it there (default stockline.config.ts of the checkout)
${CHANGE_USAGE}
  --json            print JSON for machines

Example: npx stockline init --shopify my-shop.myshopify.com --shopify-locations 655441491 --till --yes`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { config: named, json, yes, 'dry-run': isDry, ...options } = optionsOf(args, OPTIONS);
  const file = named === undefined ? join(CHECKOUT, 'stockline.config.ts') : resolve(named);
  if (existsSync(file)) {
    throw new Error(`${relative('.', file)} is there: change it by hand, then npm run deploy. Nothing was written.`);
  }
  const given = givenBy(options);
  const problems = problemsIn(given);
  if (problems.length > 0) {
    throw new UsageError(problems.join('\n'));
  }
  const answers = isInteractive() ? await askAll(given, AT_THE_TERMINAL) : given;
  if (answers === undefined) {
    return 1;
  }
  const config = configurationOf(answers);
  if (config.channels.length === 0) {
    throw new UsageError('Name at least one channel: --shopify, --amazon, --square-locations, --own-shop or --till.');
  }
  parseConfig(config);
  const text = configurationText(config, fromFolder(dirname(file)));
  const planned = { lines: [`${relative('.', file)}:`, ...text.trimEnd().split('\n')], json: { file, config } };
  return change({ json, yes, 'dry-run': isDry }, planned, async () => {
    writeFileSync(file, text, { flag: 'wx' });
    const ids = config.channels.map(({ id }) => id);
    process.stdout.write(json ? `${JSON.stringify({ file, config })}\n` : written(relative('.', file), ids));
    return 0;
  });
}

const AT_THE_TERMINAL = {
  ask: (question: string) => ask(question, { isHidden: false }),
  say: (problem: string) => void process.stderr.write(`  ${problem}\n`),
};

function givenBy({
  till,
  ...texts
}: Omit<Partial<Record<keyof typeof ANSWERS, string>>, 'till'> & { till: boolean }): Given {
  return { ...texts, ...(till && { till: 'yes' }) };
}

/** The path of an import, with `/` on Windows, too. */
function fromFolder(folder: string): string {
  const path = relative(folder, join(CHECKOUT, 'shared', 'config.ts')).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function written(file: string, ids: readonly string[]): string {
  const connects = ids.map((id) => `npx stockline connect ${id}`).join(', ');
  return `Wrote ${file}.
Next: npx cdk bootstrap, once per account and region; npm run deploy; then ${connects}.
`;
}
