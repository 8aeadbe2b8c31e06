import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { sqsCatalogueNotices, sqsNoticesToCheck } from '../shared/aws/check-queue.ts';
import { secretsClient, sqsClient } from '../shared/aws/clients.ts';
import { checkQueues, environmentText, ordersToRead, secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cloudWatchJournal } from '../shared/aws/journal.ts';
import { sqsObservationQueue, sqsOrderReadings } from '../shared/aws/queues.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { translateShopify } from '../shared/channels/shopify/translate.ts';
import { createShopifyVerifier } from '../shared/channels/shopify/verify.ts';
import { answerWebhook } from './webhook.ts';

const channels = servedChannelsOf('shopify');
const readSecret = cachedSecrets(secretsClient());
const verifiers = new Map(
  channels.map((channel) => [
    channel.id,
    madeOfSecret(readSecret, secretName(channel.id), (text) =>
      createShopifyVerifier(channel, parseShopifyCredentials(text)),
    ),
  ]),
);
const queues = sqsClient();
const ports = {
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  notices: sqsNoticesToCheck(queues, checkQueues()),
  catalogue: sqsCatalogueNotices(queues, checkQueues()),
  readings: sqsOrderReadings(queues, ordersToRead()),
  journal: cloudWatchJournal(),
};

/** Receives Shopify's webhooks, each signed with a client secret of the app. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(event, channels, ports, async (channel, { body, headers, receivedAt }) => {
    const verify = await verifiers.get(channel.id)?.();
    const verdict = (await verify?.(body, headers)) ?? { valid: false, reason: 'the channel is not served here' };
    return verdict.valid
      ? { kind: 'authentic', intake: translateShopify({ topic: verdict.topic, rawBody: body, channel, receivedAt }) }
      : { kind: 'notAuthentic', reason: verdict.reason };
  });
}
