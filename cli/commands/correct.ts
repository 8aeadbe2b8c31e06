/** `npx stockline correct`: appends an entry that corrects a mistake. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../shared/domain/identifiers.ts';
import type { MovementObservation } from '../../shared/domain/stock/observation.ts';
import { isNoChange } from '../../shared/domain/stock/stock.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, requiredReason, UsageError } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import { waitFor } from '../wait-for.ts';

export const correctCommand: Command = {
  summary: 'append an entry that corrects a mistake; nothing posted is ever changed',
  usage: `Usage: npx stockline correct SKU --reason TEXT (--on-hand ±N | --committed ±N | --unavailable ±N) [options]

Appends one entry of kind “corrected” with your reason. The channels are pushed as after any other entry.

  --reason TEXT      why, for the people who read the ledger later
  --on-hand ±N       units to add to (or take from) on hand
  --committed ±N     units to add to (or take from) committed
  --unavailable ±N   units to add to (or take from) unavailable
  --location ID      where (default: the configuration's first location)
${COMMON_USAGE}

Example: npx stockline correct DEMO-001 --on-hand=-2 --reason "two broken in the picture of 14 May"`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      reason: { type: 'string' },
      location: { type: 'string' },
      'on-hand': { type: 'string' },
      committed: { type: 'string' },
      unavailable: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [skuText, ...rest] = positionals;
  if (skuText === undefined || rest.length > 0) {
    throw new UsageError('Name one SKU.');
  }
  const reason = requiredReason(values.reason);
  const units = {
    onHand: unitsOf('--on-hand', values['on-hand']),
    committed: unitsOf('--committed', values.committed),
    unavailable: unitsOf('--unavailable', values.unavailable),
  };
  const deployment = await findDeployment(values);
  const location = parseLocationId(values.location ?? deployment.config.locations[0] ?? '');
  if (!deployment.config.locations.includes(location)) {
    throw new UsageError(`--location ${location}: the locations are ${deployment.config.locations.join(', ')}.`);
  }
  if (isNoChange({ location, ...units })) {
    throw new UsageError('Say what to correct: --on-hand, --committed or --unavailable, by how many units.');
  }
  const now = new Date().toISOString();
  const correction: MovementObservation = {
    kind: 'movement',
    cause: 'corrected',
    sku: parseSku(skuText),
    changes: [{ location, ...units }],
    reason,
    source: { channel: parseChannelId('operator'), key: `correction:${randomUUID()}` },
    occurredAt: now,
    receivedAt: now,
  };
  const seq = await append(deployment, correction);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ sku: correction.sku, seq, changes: correction.changes, reason })}\n`
      : `${correction.sku}: entry ${seq} posted. ${reason}\n`,
  );
  return 0;
}

/** Queues the correction as every observation, and waits for the entry that posting makes of it. */
async function append(
  deployment: { readonly table: string; readonly observationsQueueUrl: string },
  correction: MovementObservation,
): Promise<number> {
  const database = documentClient(OF_A_COMMAND);
  const { sku, source } = correction;
  if ((await dynamoStockReader(database, deployment.table).skuState(sku)) === undefined) {
    throw new Error(`The ledger has no SKU “${sku}”: import it with \`npx stockline import\`.`);
  }
  const ledger = dynamoLedgerStore(database, deployment.table);
  await sqsObservationQueue(sqsClient(OF_A_COMMAND), deployment.observationsQueueUrl).send([correction]);
  const seen = await waitFor(async () => (await ledger.load(sku, [source.key])).seen.get(source.key));
  if (seen === undefined) {
    throw new Error(`${sku}: the correction is queued but not posted yet. Read the log of post-observations.`);
  }
  return seen.seq;
}

function unitsOf(option: string, text: string | undefined): number {
  if (text === undefined) {
    return 0;
  }
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    throw new UsageError(`${option} ${text}: give whole units with their sign, as +3 or -3 (${option}=-3).`);
  }
  return Number(text);
}
