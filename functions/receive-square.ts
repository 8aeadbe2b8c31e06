import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { secretsClient, sqsClient } from '../shared/aws/lambda/clients.ts';
import { environmentText, secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { sqsNoticeQueue, sqsObservationQueue } from '../shared/aws/messaging/queues.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/connecting/credentials.ts';
import { translateSquare } from '../shared/channels/square/intake/translate.ts';
import { verifySquare } from '../shared/channels/square/intake/verify.ts';
import { answerWebhook } from './wiring/webhook.ts';

const channels = servedChannelsOf('square');
const readSecret = cachedSecrets(secretsClient());
const queues = sqsClient();
const ports = {
  observations: sqsObservationQueue(queues, environmentText('OBSERVATIONS_QUEUE_URL')),
  notices: sqsNoticeQueue(queues, environmentText('NOTICES_QUEUE_URL')),
  journal: cloudWatchJournal(),
};

/** Receives Square's webhooks: notices that a count changed, whose changes read-square then reads. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(event, channels, ports, async (channel, { body, headers, receivedAt }) => {
    const credentials = parseSquareCredentials(await readSecret(secretName(channel.id)));
    const verdict = verifySquare(body, headers, channel.webhookUrl ?? '', credentials);
    return verdict.valid
      ? { kind: 'authentic', intake: translateSquare({ rawBody: body, channel, receivedAt }) }
      : { kind: 'notAuthentic', reason: verdict.reason };
  });
}
