/** `npx stockline verify`: recomputes stock and hash chain from the ledger's entries. */
import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import type { LedgerVerification } from '../../shared/usecases/reading/verify-ledger.ts';
import { argumentsOf, skuWord } from '../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../command.ts';
import { findDeployment } from '../deployment/deployment.ts';
import { verifications } from '../deployment/verified-ledger.ts';
import { verifyEntryLines } from '../files/entries-file.ts';
import { counted, progressFor } from '../reports/import-progress.ts';
import { printableLines } from '../terminal/printable.ts';

const OPTIONS = { ...COMMON_OPTIONS, export: { type: 'string' } } as const;

export const verifyCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline verify [SKU …] [options]
       npx stockline verify --export FILE

Follows the entries of the SKUs named (of every SKU when none is): numbers without gaps, each linked to the one
before by its hash, contents as they were posted, stock after each as it must be, and the SKU's present stock the same.
Changes nothing. Exit code 1 when something is not sound.

  --export FILE     instead: the entries of a file of \`npx stockline export entries\`, without a ledger
${COMMON_USAGE}

Example: npx stockline verify DEMO-001`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  if (values.export !== undefined) {
    return verifyFile(values.export, values.json);
  }
  const skus = positionals.length > 0 ? positionals.map(skuWord) : undefined;
  const { table } = await findDeployment(values);
  const results: LedgerVerification[] = [];
  const all = verifications(documentClient(OF_A_COMMAND), table, skus);
  for await (const verified of skus === undefined ? counted(all, 'SKUs verified', progressFor(values)) : all) {
    results.push(verified);
    if (!values.json && (verified.kind !== 'sound' || positionals.length > 0)) {
      process.stdout.write(`${printableLines(sentence(verified))}\n`);
    }
  }
  const bad = results.filter((result) => result.kind !== 'sound');
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ skus: results.length, sound: bad.length === 0, problems: bad })}\n`);
  } else {
    const entries = results.reduce((sum, result) => sum + (result.kind === 'sound' ? result.entries : 0), 0);
    process.stdout.write(
      bad.length === 0
        ? `Sound: ${results.length} SKU(s), ${entries} entries.\n`
        : `${bad.length} of ${results.length} SKU(s) are not sound.\n`,
    );
  }
  return bad.length === 0 ? 0 : 1;
}

async function verifyFile(file: string, isJson: boolean): Promise<number> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const { entries, skus, broken } = await verifyEntryLines(lines, (text) => hash('sha256', text));
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ skus, entries, sound: broken.length === 0, problems: broken })}\n`);
  } else {
    const bad = broken.map(({ sku, fault }) => sentence({ kind: 'broken', sku, fault }));
    const sum =
      bad.length === 0
        ? `Sound: ${skus} SKU(s), ${entries} entries.`
        : `${bad.length} of ${skus} SKU(s) are not sound.`;
    process.stdout.write(`${printableLines([...bad, sum].join('\n'))}\n`);
  }
  return broken.length === 0 ? 0 : 1;
}

function sentence(verified: LedgerVerification): string {
  switch (verified.kind) {
    case 'sound':
      return `${verified.sku}: sound, ${verified.entries} entries.`;
    case 'broken':
      return `${verified.sku}: entry ${verified.fault.seq} is bad: ${verified.fault.reason}.`;
    case 'unknownSku':
      return `${verified.sku}: the ledger has no such SKU.`;
    default:
      return verified satisfies never;
  }
}
