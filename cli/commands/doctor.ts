/** `npx stockline doctor`: diagnoses every channel and the deployment. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { sellingChannels, sellingFactsOf } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { diagnose } from '../../shared/usecases/diagnosing/diagnose.ts';
import type { Finding } from '../../shared/usecases/diagnosing/finding.ts';
import { optionsOf } from '../arguments/arguments.ts';
import { forTheSameDeployment } from '../arguments/aws-options.ts';
import { cloudWatchCounts } from '../channels/channel-counts.ts';
import { channelToDiagnose } from '../channels/channels-to-diagnose.ts';
import { clockAt } from '../channels/clock-skew.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment/deployment.ts';
import { deploymentState } from '../deployment/deployment-state.ts';
import { counted, progressFor } from '../reports/import-progress.ts';
import { paint } from '../terminal/paint.ts';
import { printableLines } from '../terminal/printable.ts';

export const doctorCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline doctor [options]

Checks each channel's secret, credentials, rights, webhooks or subscriptions, queue policy, clock and last events, what
is parked, set aside or refused, and whether alarms reach anybody. Changes nothing. Reads the whole table once, as verify
does. Exit code 1 when it found a problem.

${COMMON_USAGE}

Example: npx stockline doctor --json`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf(args, COMMON_OPTIONS);
  const deployment = await findDeployment(values);
  const queues = sqsClient(OF_A_COMMAND);
  const { table, config } = deployment;
  const namesSoldAs = new Set(
    sellingChannels(config)
      .filter((channel) => sellingFactsOf(channel).namesSoldAs)
      .map(({ id }) => id),
  );
  const state = deploymentState(table, { database: documentClient(OF_A_COMMAND), queues, namesSoldAs });
  const findings = await diagnose({
    channels: config.channels.map((channel) => channelToDiagnose(channel, deployment, queues)),
    counts: cloudWatchCounts(new CloudWatchClient(OF_A_COMMAND)),
    state: { ...state, skuStates: () => counted(state.skuStates(), 'SKUs read', progressFor(values)) },
    ...(!deployment.isLocal && ofTheAccount(deployment)),
    rules: configuredRules(config),
    settleMs: config.settleSeconds * 1_000,
    awsClock: clockAt(await awsAddress(queues)),
    clock: () => new Date(),
  });
  const problems = findings.filter(({ state }) => state === 'problem').length;
  process.stdout.write(
    values.json ? `${JSON.stringify({ healthy: problems === 0, findings })}\n` : report(findings, problems, values),
  );
  return problems === 0 ? 0 : 1;
}

/** What only an account in AWS has; loaded only for one. */
function ofTheAccount(deployment: Deployment) {
  return {
    concurrency: async () => {
      const { LambdaClient } = await import('@aws-sdk/client-lambda');
      const { concurrencyOf } = await import('../deployment/concurrency.ts');
      return concurrencyOf(deployment, new LambdaClient(OF_A_COMMAND));
    },
    alarms: async () => {
      const { SNSClient } = await import('@aws-sdk/client-sns');
      const { alarmRoute } = await import('../deployment/alarm-route.ts');
      return alarmRoute(new SNSClient(OF_A_COMMAND), deployment.outputs.get('AlarmTopicArn'));
    },
  };
}

/** Every AWS service answers with its time; SQS is called anyway. */
async function awsAddress(queues: SQSClient): Promise<string> {
  return process.env['AWS_ENDPOINT_URL'] ?? `https://sqs.${await queues.config.region()}.amazonaws.com/`;
}

const SIGNS: Readonly<Record<Finding['state'], string>> = { well: 'ok', note: '--', problem: '!!' };

/** By channel, one line a finding, and under each problem the command that would repair it. */
function report(findings: readonly Finding[], problems: number, options: { readonly local: boolean }): string {
  const sections = [...Map.groupBy(findings, ({ about }) => about)].map(([about, found]) =>
    [paint().strong(printableLines(about)), ...found.flatMap((each) => findingLines(each, options))].join('\n'),
  );
  const sum = problems === 0 ? 'All is well.' : `${problems} problem${problems === 1 ? '' : 's'}.`;
  return `${[...sections, sum].join('\n\n')}\n`;
}

function findingLines(
  { check, state, says, repair }: Finding,
  options: { readonly local: boolean },
): readonly string[] {
  const { good, note, bad, quiet } = paint();
  const style = { well: good, note, problem: bad }[state];
  const line = `  ${style(SIGNS[state])}  ${check.padEnd(13)} ${printableLines(says)}`;
  const command = repair && forTheSameDeployment(repair, options);
  return command === undefined ? [line] : [line, quiet(`${' '.repeat(20)}→ ${printableLines(command)}`)];
}
