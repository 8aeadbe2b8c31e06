import { randomBytes } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import { createAmazonConnection } from '../../shared/channels/amazon/connecting/connection.ts';
import { parseAmazonCredentials } from '../../shared/channels/amazon/connecting/credentials.ts';
import { AMAZON_SECRET } from '../../shared/channels/amazon/connecting/secret-form.ts';
import { createPosConnection } from '../../shared/channels/pos/connecting/connection.ts';
import { parsePosCredentials } from '../../shared/channels/pos/connecting/credentials.ts';
import { posSecret } from '../../shared/channels/pos/connecting/secret-form.ts';
import type { SecretForm } from '../../shared/channels/secret-form.ts';
import { createShopifyConnection } from '../../shared/channels/shopify/connecting/connection.ts';
import { parseShopifyCredentials } from '../../shared/channels/shopify/connecting/credentials.ts';
import { SHOPIFY_SECRET } from '../../shared/channels/shopify/connecting/secret-form.ts';
import { createSquareConnection } from '../../shared/channels/square/connecting/connection.ts';
import { parseSquareAccess, parseSquareCredentials } from '../../shared/channels/square/connecting/credentials.ts';
import { SQUARE_SECRET } from '../../shared/channels/square/connecting/secret-form.ts';
import { type ChannelConfig, SECRET_PREFIX } from '../../shared/config.ts';
import type { ChannelConnection, SecretFields } from '../../shared/ports/connection.ts';
import type { Connector } from '../../shared/usecases/connecting/connect-channel.ts';
import { type Deployment, notificationsQueueUrl, webhookUrl } from '../deployment.ts';

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
  const clock = () => new Date();
  switch (channel.platform) {
    case 'shopify':
      return connector(SHOPIFY_SECRET, parseShopifyCredentials, parseShopifyCredentials, (credentials) =>
        createShopifyConnection(channel, credentials, { webhookUrl: webhookUrl(deployment, channel), clock }),
      );
    case 'amazon': {
      const { arn } = await readQueue(queues, notificationsQueueUrl(deployment, channel));
      const eventBridge = accountOf(arn);
      return connector(AMAZON_SECRET, parseAmazonCredentials, parseAmazonCredentials, (credentials) =>
        createAmazonConnection(channel, credentials, { queueArn: arn, eventBridge }),
      );
    }
    case 'square':
      return connector(SQUARE_SECRET, parseSquareCredentials, parseSquareAccess, (access) =>
        createSquareConnection(channel, access, { webhookUrl: webhookUrl(deployment, channel) }),
      );
    case 'pos': {
      const secretName = `${SECRET_PREFIX}${channel.id}`;
      return connector(posSecret(drawnSecret), parsePosCredentials, parsePosCredentials, (credentials) =>
        createPosConnection(channel, credentials, { webhookUrl: webhookUrl(deployment, channel), secretName }),
      );
    }
    default:
      return channel satisfies never;
  }
}

/** As Standard Webhooks recommends: `whsec_` and 24 to 64 random bytes in base64. */
function drawnSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** `parse` takes the whole secret, as the functions do; `parseToOpen` what connecting takes. */
function connector<Credentials>(
  form: SecretForm,
  parse: (text: string) => unknown,
  parseToOpen: (text: string) => Credentials,
  connect: (credentials: Credentials) => ChannelConnection,
): ChannelConnector {
  return {
    fields: form.fields,
    merge: form.merge,
    check: (text) => void parse(text),
    isComplete: (fields) => parses(parse, fields),
    open: (fields) => connect(parseToOpen(JSON.stringify(fields))),
  };
}

function parses(parse: (text: string) => unknown, fields: SecretFields): boolean {
  try {
    parse(JSON.stringify(fields));
    return true;
  } catch {
    return false;
  }
}

/** `arn:aws:sqs:<region>:<account>:<name>`. */
function accountOf(queueArn: string): { readonly accountId: string; readonly region: string } {
  const [, , , region = '', accountId = ''] = queueArn.split(':');
  return { accountId, region };
}
