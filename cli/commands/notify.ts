/** `npx stockline notify test`: sends a test alert to each webhook and to the mail. */
import { hash } from 'node:crypto';
import { SNSClient } from '@aws-sdk/client-sns';
import { topicMail } from '../../shared/aws/alerting/mail-topic.ts';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { readSecret } from '../../shared/aws/secrets/secrets.ts';
import { webhookSender } from '../../shared/channels/own-format/post-webhook.ts';
import { messageOf } from '../../shared/message-of.ts';
import { type AlertTested, testAlerts } from '../../shared/usecases/alerting/test-alerts.ts';
import { argumentsOf } from '../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment/deployment.ts';
import { printableLines } from '../terminal/printable.ts';

export const notifyCommand: Command = {
  options: COMMON_OPTIONS,
  words: ['test'],
  usage: `Usage: npx stockline notify test [options]

Sends an alert of a SKU called STOCKLINE-TEST to each webhook of the deployment, signed as all alerts are, and a mail, and says who
took it. Exit code 1 when one did not, or when the configuration has no alerts.

${COMMON_USAGE}`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, COMMON_OPTIONS);
  if (positionals.join() !== 'test') {
    throw new UsageError('Say what to do: npx stockline notify test.');
  }
  const deployment = await findDeployment(values);
  const tested = await testAlerts(portsOf(deployment));
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ tested })}\n`);
  } else {
    process.stdout.write(`${printableLines(tested.length === 0 ? NOBODY : tested.map(lineOf).join('\n'))}\n`);
  }
  return tested.length > 0 && tested.every(({ why }) => why === undefined) ? 0 : 1;
}

const NOBODY = 'Nobody is alerted: give alerts in stockline.config.ts, then run npm run deploy (docs/alerts.md).';

function lineOf({ to, why }: AlertTested): string {
  return why === undefined ? `ok  ${to} took it.` : `!!  ${to} did not take it: ${why}`;
}

function portsOf({ config, outputs }: Deployment): Parameters<typeof testAlerts>[0] {
  const webhooks = new Map((config.alerts?.webhooks ?? []).map(({ id, url }) => [id, url]));
  const topic = outputs.get('AlertMailTopicArn');
  const send = webhookSender(webhooks, () =>
    readSecret(secretsClient(OF_A_COMMAND), outputs.get('AlertsSecretName') ?? ''),
  );
  return {
    webhooks: [...webhooks.keys()],
    // A secret that cannot be read is why the webhook gets nothing.
    send: (webhook, message) =>
      send(webhook, message).catch((error: unknown) => ({ kind: 'notTaken' as const, why: messageOf(error) })),
    ...(topic !== undefined && { mail: topicMail(new SNSClient(OF_A_COMMAND), topic) }),
    digest: (text) => hash('sha256', text),
    clock: () => new Date(),
  };
}
