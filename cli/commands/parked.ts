/** `npx stockline parked` and `replay`: lists what could not be posted, and feeds it to the ledger again. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { reasonOf } from '../../shared/domain/ledger/outcome.ts';
import type { Parked } from '../../shared/ports/posting/posting.ts';
import { everyParked, replayParked } from '../../shared/usecases/posting/replay-parked.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { findDeployment } from '../deployment.ts';

const PARKED_MAX = 1000;

export const parkedCommand: Command = {
  summary: 'list what could not be posted, with the reason of each',
  usage: `Usage: npx stockline parked [SKU …] [options]

Lists parked observations of the SKUs named, or of all (at most ${PARKED_MAX}). Exit code 1 when there are any.

${COMMON_USAGE}`,
  run: async (args) => {
    const { values, positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
    const { table } = await findDeployment(values);
    const parked = await parkedOf(dynamoParkingLot(documentClient(OF_A_COMMAND), table), positionals);
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ parked })}\n`);
    } else {
      const lines = parked.map(line);
      process.stdout.write(lines.length === 0 ? 'Nothing is parked.\n' : `${lines.join('\n')}\n`);
    }
    return parked.length === 0 ? 0 : 1;
  },
};

export const replayCommand: Command = {
  summary: 'feed parked observations to the ledger again',
  usage: `Usage: npx stockline replay (SKU … | --all) [options]

Replays what is parked of the SKUs named, or everything. What still cannot be posted is parked again.
Replaying is harmless: what was posted already is a duplicate.

  --all             everything that is parked, at most ${PARKED_MAX}
${COMMON_USAGE}

Example: npx stockline import --stock-from shopify && npx stockline replay --all`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, all: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (values.all === positionals.length > 0) {
      throw new UsageError('Name the SKUs to replay, or say --all.');
    }
    const { table, observationsQueueUrl } = await findDeployment(values);
    const parking = dynamoParkingLot(documentClient(OF_A_COMMAND), table);
    const observations = sqsObservationQueue(sqsClient(OF_A_COMMAND), observationsQueueUrl);
    const replayed = await replayParked({ parking, observations }, await parkedOf(parking, positionals));
    process.stdout.write(values.json ? `${JSON.stringify({ replayed })}\n` : `${replayed} replayed.\n`);
    return 0;
  },
};

async function parkedOf(
  parking: ReturnType<typeof dynamoParkingLot>,
  skus: readonly string[],
): Promise<readonly Parked[]> {
  if (skus.length === 0) {
    return parking.list(PARKED_MAX);
  }
  const found: Parked[] = [];
  for await (const parked of everyParked(parking)) {
    found.push(...parked.filter(({ observation }) => skus.includes(observation.sku)));
  }
  return found;
}

function line({ observation, outcome, parkedAt }: Parked): string {
  const { sku, source } = observation;
  return `${parkedAt}  ${sku}  ${source.channel}  ${source.order ?? source.key}  ${outcome.kind}: ${reasonOf(outcome)}`;
}
