/** `npx stockline doctor`: diagnoses every channel and the deployment. */
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { documentClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { sellingChannels, sellingFactsOf } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { diagnose } from '../../shared/usecases/diagnosing/diagnose.ts';
import type { Finding } from '../../shared/usecases/diagnosing/finding.ts';
import { cloudWatchCounts } from '../channels/channel-counts.ts';
import { channelToDiagnose } from '../channels/channels-to-diagnose.ts';
import { clockAt } from '../channels/clock-skew.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import { deploymentState } from '../deployment-state.ts';

export const doctorCommand: Command = {
  summary: 'diagnose every channel and the deployment, and name the command that would repair',
  usage: `Usage: npx stockline doctor [options]

Checks each channel's secret, credentials, rights, webhooks or subscriptions, queue policy, clock and last events, and
what is parked, set aside or refused. Changes nothing. Reads the whole table once, as verify does. Exit code 1 when
it found a problem.

${COMMON_USAGE}

Example: npx stockline doctor --json`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const deployment = await findDeployment(values);
  const queues = sqsClient(OF_A_COMMAND);
  const { table, config } = deployment;
  const namesSoldAs = new Set(
    sellingChannels(config)
      .filter((channel) => sellingFactsOf(channel).namesSoldAs)
      .map(({ id }) => id),
  );
  const findings = await diagnose({
    channels: config.channels.map((channel) => channelToDiagnose(channel, deployment, queues)),
    counts: cloudWatchCounts(new CloudWatchClient(OF_A_COMMAND)),
    state: deploymentState(table, { database: documentClient(OF_A_COMMAND), queues, namesSoldAs }),
    rules: configuredRules(config),
    awsClock: clockAt(await awsAddress(queues)),
    clock: () => new Date(),
  });
  const problems = findings.filter(({ state }) => state === 'problem').length;
  process.stdout.write(
    values.json ? `${JSON.stringify({ healthy: problems === 0, findings })}\n` : report(findings, problems),
  );
  return problems === 0 ? 0 : 1;
}

/** Every AWS service answers with its time; SQS is called anyway. */
async function awsAddress(queues: SQSClient): Promise<string> {
  return process.env['AWS_ENDPOINT_URL'] ?? `https://sqs.${await queues.config.region()}.amazonaws.com/`;
}

const SIGNS: Readonly<Record<Finding['state'], string>> = { well: 'ok', note: '--', problem: '!!' };

/** By channel, one line a finding, and under each problem the command that would repair it. */
function report(findings: readonly Finding[], problems: number): string {
  const sections = [...Map.groupBy(findings, ({ about }) => about)].map(([about, found]) =>
    [about, ...found.flatMap(findingLines)].join('\n'),
  );
  const sum = problems === 0 ? 'All is well.' : `${problems} problem${problems === 1 ? '' : 's'}.`;
  return `${[...sections, sum].join('\n\n')}\n`;
}

function findingLines({ check, state, says, repair }: Finding): readonly string[] {
  const line = `  ${SIGNS[state]}  ${check.padEnd(13)} ${says}`;
  return repair === undefined ? [line] : [line, `${' '.repeat(20)}→ ${repair}`];
}
