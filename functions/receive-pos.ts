import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { documentClient, secretsClient, sqsClient } from '../shared/aws/lambda/clients.ts';
import { environmentText, ledgerLocations, secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { dynamoOrderBooks } from '../shared/aws/ledger/order-books.ts';
import { sqsObservationQueue } from '../shared/aws/messaging/queues.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { parsePosCredentials } from '../shared/channels/pos/connecting/credentials.ts';
import { translatePos } from '../shared/channels/pos/intake/translate.ts';
import { verifyPos } from '../shared/channels/pos/intake/verify.ts';
import { answerWebhook } from './wiring/webhook.ts';

const channels = servedChannelsOf('pos');
const locations = ledgerLocations();
const readSecret = cachedSecrets(secretsClient());
const ports = {
  observations: sqsObservationQueue(sqsClient(), environmentText('OBSERVATIONS_QUEUE_URL')),
  books: dynamoOrderBooks(documentClient(), environmentText('TABLE_NAME'), Date.now),
  journal: cloudWatchJournal(),
};

/** Receives what tills, 3PLs, ERPs and own shops send, signed as Standard Webhooks. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(event, channels, ports, async (channel, { body, headers, receivedAt }) => {
    const credentials = parsePosCredentials(await readSecret(secretName(channel.id)));
    const verdict = verifyPos(body, headers, credentials);
    return verdict.valid
      ? { kind: 'authentic', intake: translatePos({ rawBody: body, channel, locations, receivedAt }) }
      : { kind: 'notAuthentic', reason: verdict.reason };
  });
}
