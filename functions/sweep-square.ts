import { secretsClient } from '../shared/aws/lambda/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/lambda/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/connecting/credentials.ts';
import { createSquareSweep } from '../shared/channels/square/orders/order-feed.ts';
import { sweepHandler } from './wiring/sweep.ts';

const [channel] = servedChannelsOf('square');
const sweep = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareSweep(channel, parseSquareCredentials(text)),
);

/** Reads what changed on Square since the last sweep: the safety net for messages that never come. */
export const handler = sweepHandler(channel.id, sweep);
