/** `npx stockline why`: what moved a SKU's units, what each channel displayed on what evidence, and what was decided from what. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { configuredRules } from '../../../shared/config.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import { explainSku } from '../../../shared/usecases/reading/explain-sku.ts';
import { argumentsOf, onlyWord, skuWord } from '../../arguments/arguments.ts';
import { timeOption } from '../../arguments/time-option.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { whyLines } from '../../reports/reading/why-report.ts';
import { printable } from '../../terminal/printable.ts';

const OPTIONS = { ...COMMON_OPTIONS, at: { type: 'string' } } as const;

export const whyCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline why SKU [--at TIME] [options]

Explains the figures of a SKU: what moved its units, added up and the last entries one by one; what each listing displayed and on
what evidence; the last pushes, each with what decided its figure (policy, share, buffer, lag); and for oversold units both
sales, the lag between them, and what would have prevented it. Exit code 1 when the ledger has no such SKU.

  --at TIME         as it was then, as 2026-11-24T18:00:00Z (default: now)
${COMMON_USAGE}

Example: npx stockline why FLASH --at 2026-11-27T09:30:00Z`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const sku = skuWord(onlyWord(positionals, 'Name one SKU.'));
  const at = values.at === undefined ? undefined : new Date(timeOption('--at', values.at));
  const { table, config } = await findDeployment(values);
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  const settings = { rules: configuredRules(config), settleMs: config.settleSeconds * 1_000 };
  const why = await explainSku(reader, settings, sku, { now: new Date(), at });
  if (why === undefined) {
    const when = at === undefined ? '' : ` at ${at.toISOString()}`;
    throw new Error(
      `The ledger has no SKU “${printable(sku)}”${when}.\nTake it in with \`${OPERATOR_COMMANDS.import}\`, or look for its name with \`npx stockline stock\`.`,
    );
  }
  process.stdout.write(values.json ? `${JSON.stringify(why)}\n` : `${whyLines(why).join('\n')}\n`);
  return 0;
}
