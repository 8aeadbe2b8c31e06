import type { SQSClient } from '@aws-sdk/client-sqs';
import { documentClient, OF_A_COMMAND, secretsClient } from '../../shared/aws/lambda/clients.ts';
import { letsSend } from '../../shared/aws/messaging/queue-policy.ts';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { secretStore } from '../../shared/aws/secrets/secret-store.ts';
import { parsePosCredentials } from '../../shared/channels/pos/connecting/credentials.ts';
import { type AmazonChannel, type ChannelConfig, type PosChannel, SECRET_PREFIX } from '../../shared/config.ts';
import type { SecretFields } from '../../shared/ports/connection.ts';
import type { ChannelToDiagnose } from '../../shared/usecases/diagnosing/diagnose.ts';
import type { Finding } from '../../shared/usecases/diagnosing/finding.ts';
import { type Deployment, notificationsQueueUrl } from '../deployment.ts';
import { clockAt } from './clock-skew.ts';
import { connectorOf } from './connectors.ts';

/** The account from which the Selling Partner API sends, in every region (amzn/selling-partner-api-samples, 2026-08). */
const SELLING_PARTNER_API = '437568002678';

/** A configured channel with what the doctor looks at. Nothing is read before it is asked for. */
export function channelToDiagnose(
  channel: ChannelConfig,
  deployment: Deployment,
  queues: SQSClient,
): ChannelToDiagnose {
  const store = secretStore(secretsClient(OF_A_COMMAND), `${SECRET_PREFIX}${channel.id}`);
  const { id, platform } = channel;
  if (channel.platform === 'pos') {
    const secret = async () => {
      const text = await store.read();
      parsePosCredentials(text);
      return JSON.parse(text) as SecretFields;
    };
    return { channel: id, platform, secret };
  }
  const states = dynamoChannelStates(documentClient(OF_A_COMMAND), deployment.table);
  let kept: ReturnType<typeof connectorOf> | undefined;
  const connector = () => {
    kept ??= connectorOf(channel, deployment, queues);
    return kept;
  };
  return {
    channel: id,
    platform: NAMES[channel.platform],
    async secret() {
      const text = await store.read();
      (await connector()).check(text);
      return JSON.parse(text) as SecretFields;
    },
    connect: async (fields) => (await connector()).open(fields),
    pushing: async () => {
      const state = await states.read(id);
      return { ...state, mode: state.mode ?? channel.mode ?? 'live' };
    },
    platformClock: clockAt(addressOf(channel)),
    ...(channel.platform === 'amazon' && { queueFault: () => queueFault(channel, deployment, queues) }),
  };
}

type PlatformChannel = Exclude<ChannelConfig, PosChannel>;

const NAMES: Readonly<Record<PlatformChannel['platform'], string>> = {
  shopify: 'Shopify',
  amazon: 'Amazon',
  square: 'Square',
};

/** Where the platform's API answers; without credentials, too. */
function addressOf(channel: PlatformChannel): string {
  if (channel.apiEndpoint !== undefined) {
    return channel.apiEndpoint;
  }
  switch (channel.platform) {
    case 'shopify':
      return `https://${channel.shop}/`;
    case 'amazon':
      return `https://sellingpartnerapi-${channel.region}.amazon.com/`;
    case 'square':
      return 'https://connect.squareup.com/';
    default:
      return channel satisfies never;
  }
}

/** A deployment does not put back what somebody took out of the policy since: it compares templates only. */
async function queueFault(
  channel: AmazonChannel,
  deployment: Deployment,
  queues: SQSClient,
): Promise<Pick<Finding, 'says' | 'repair'> | undefined> {
  const url = notificationsQueueUrl(deployment, channel);
  const { arn, policy, kmsKey } = await readQueue(queues, url);
  if (!letsSend(policy, SELLING_PARTNER_API)) {
    const says = `The policy of ${arn} does not let Amazon’s account ${SELLING_PARTNER_API} send: notifications are lost without a word.`;
    const repair = `aws sqs add-permission --queue-url ${url} --label SellingPartnerApi --aws-account-ids ${SELLING_PARTNER_API} --actions SendMessage GetQueueAttributes`;
    return { says, repair };
  }
  return kmsKey === undefined
    ? undefined
    : { says: `${arn} is encrypted with the key ${kmsKey}: Amazon’s account must be let use it by the key’s policy.` };
}
