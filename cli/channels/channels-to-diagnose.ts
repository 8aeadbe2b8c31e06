/** What the doctor checks of each configured channel, and how it reads it. */

import type { SQSClient } from '@aws-sdk/client-sqs';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { letsSend } from '../../shared/aws/messaging/queue-policy.ts';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { secretStore } from '../../shared/aws/secrets/secret-store.ts';
import { factsOf, platformOf } from '../../shared/channels/platform-of.ts';
import type { ChannelConfig } from '../../shared/config.ts';
import { secretFieldsOf } from '../../shared/usecases/connecting/connect-channel.ts';
import type { ChannelToDiagnose } from '../../shared/usecases/diagnosing/diagnose.ts';
import type { Finding } from '../../shared/usecases/diagnosing/finding.ts';
import { secretNameOf } from '../arguments/aws-options.ts';
import { type Deployment, notificationsQueueUrl } from '../deployment/deployment.ts';
import { clockAt } from './clock-skew.ts';
import { connectorOf } from './connectors.ts';

/** A configured channel with what the doctor checks. Nothing is read before it is asked for. */
export function channelToDiagnose(
  channel: ChannelConfig,
  deployment: Deployment,
  queues: SQSClient,
): ChannelToDiagnose {
  const store = secretStore(secretsClient(OF_A_COMMAND), secretNameOf(channel.id));
  const { displayName, intake, selling } = factsOf(channel);
  const secret = async () => {
    const text = await store.read();
    (await platformOf(channel)).checkSecret(text);
    return secretFieldsOf(text);
  };
  if (selling === undefined) {
    return { channel: channel.id, platform: displayName, secret };
  }
  return {
    channel: channel.id,
    platform: displayName,
    secret,
    connect: async (fields) => (await connectorOf(channel, deployment, queues)).open(fields),
    pushing: () => pushingOf(channel, deployment),
    orderFeed: async () => {
      const { selling: sold } = await platformOf(channel);
      const text = await store.read();
      if (sold === undefined || text === undefined) {
        throw new Error(`${channel.id} has no orders that can be read.`);
      }
      return sold.orderFeed(channel, text);
    },
    platformClock: async () => {
      const platform = await platformOf(channel);
      return platform.selling && clockAt(platform.selling.apiAddress(channel))();
    },
    ...(intake.by === 'queue' && {
      queueFault: () => queueFault(displayName, intake.sender, notificationsQueueUrl(deployment, channel), queues),
    }),
  };
}

async function pushingOf(channel: ChannelConfig, { table }: Deployment) {
  const state = await dynamoChannelStates(documentClient(OF_A_COMMAND), table).read(channel.id);
  const configured = 'mode' in channel ? channel.mode : undefined;
  return { ...state, mode: state.mode ?? configured ?? 'live' };
}

/** A deployment does not put back what somebody took out of the policy since: it compares templates only. */
async function queueFault(
  platform: string,
  sender: string,
  url: string,
  queues: SQSClient,
): Promise<Pick<Finding, 'says' | 'repair'> | undefined> {
  const { arn, policy, kmsKey } = await readQueue(queues, url);
  if (!letsSend(policy, sender)) {
    const says = `The policy of ${arn} does not let ${platform}’s account ${sender} send: notifications are lost without a word.`;
    const repair = `aws sqs add-permission --queue-url ${url} --label SellingPartnerApi --aws-account-ids ${sender} --actions SendMessage GetQueueAttributes`;
    return { says, repair };
  }
  return kmsKey === undefined
    ? undefined
    : {
        says: `${arn} is encrypted with the key ${kmsKey}: ${platform}’s account must be allowed to use it by the key’s policy.`,
      };
}
