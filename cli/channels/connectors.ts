/** Connects an account of a channel's platform to this deployment. */

import type { SQSClient } from '@aws-sdk/client-sqs';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import type { Platform } from '../../shared/channels/platform.ts';
import { platformOf } from '../../shared/channels/platform-of.ts';
import type { SecretForm } from '../../shared/channels/secret-form.ts';
import type { ChannelConfig } from '../../shared/config.ts';
import type { ChannelConnection, SecretFields } from '../../shared/ports/connecting/connection.ts';
import type { Connector } from '../../shared/usecases/connecting/connect-channel.ts';
import { secretNameOf } from '../arguments/aws-options.ts';
import { type Deployment, notificationsQueueUrl, webhookUrl } from '../deployment/deployment.ts';

export type ChannelConnector = Connector &
  Pick<SecretForm, 'fields'> & {
    /** Throws a sentence when the functions could not use this text of the secret. */
    check(text: string): void;
  };

/** How an account of the channel's platform is connected to this deployment. Rejects when its queue cannot be read. */
export async function connectorOf(
  channel: ChannelConfig,
  deployment: Deployment,
  queues: SQSClient,
): Promise<ChannelConnector> {
  const platform = await platformOf(channel);
  const open = await connectionOf(platform, channel, deployment, queues);
  return {
    fields: platform.secret.fields,
    merge: platform.secret.merge,
    check: platform.checkSecret,
    isComplete: (fields) => parses(platform.checkSecret, fields),
    open: (fields) => open(JSON.stringify(fields)),
  };
}

async function connectionOf(
  { connecting }: Platform<ChannelConfig>,
  channel: ChannelConfig,
  deployment: Deployment,
  queues: SQSClient,
): Promise<(secret: string) => ChannelConnection> {
  if (connecting.to === 'queue') {
    const { arn: queueArn } = await readQueue(queues, notificationsQueueUrl(deployment, channel));
    return (secret) => connecting.open(channel, secret, { queueArn });
  }
  const ours = {
    webhookUrl: webhookUrl(deployment, channel),
    secretName: secretNameOf(channel.id),
  };
  return (secret) => connecting.open(channel, secret, ours);
}

function parses(parse: (text: string) => void, fields: SecretFields): boolean {
  try {
    parse(JSON.stringify(fields));
    return true;
  } catch {
    return false;
  }
}
