import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/connecting/credentials.ts';
import { translateShopify } from '../shared/channels/shopify/intake/translate.ts';
import { createShopifyVerifier } from '../shared/channels/shopify/intake/verify.ts';
import { shopifyReceiving } from './wiring/shopify-receiving.ts';
import { answerWebhook } from './wiring/webhook.ts';

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
const ports = shopifyReceiving();

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
