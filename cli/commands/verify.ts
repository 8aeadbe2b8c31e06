/** `npx stockline verify`: recomputes stock and hash chain from the ledger's entries. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND } from '../../shared/aws/lambda/clients.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import type { LedgerVerification } from '../../shared/usecases/reading/verify-ledger.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import { verifications } from '../verified-ledger.ts';

export const verifyCommand: Command = {
  summary: 'recompute stock and hash chain from the entries and name the first bad one',
  usage: `Usage: npx stockline verify [SKU …] [options]

Follows the entries of the SKUs named (of every SKU when none is): numbers without gaps, each linked to the one
before by its hash, contents as they were posted, stock after each as it must be, and the SKU's present stock the same.
Changes nothing. Exit code 1 when something is not sound.

${COMMON_USAGE}

Example: npx stockline verify DEMO-001`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
  const { table } = await findDeployment(values);
  const skus = positionals.length > 0 ? positionals.map(parseSku) : undefined;
  const results: LedgerVerification[] = [];
  for await (const verified of verifications(documentClient(OF_A_COMMAND), table, skus)) {
    results.push(verified);
    if (!values.json && (verified.kind !== 'sound' || positionals.length > 0)) {
      process.stdout.write(`${sentence(verified)}\n`);
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
