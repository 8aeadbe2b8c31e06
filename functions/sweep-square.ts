import { secretsClient } from '../shared/aws/clients.ts';
import { secretName, servedChannelsOf } from '../shared/aws/environment.ts';
import { cachedSecrets, madeOfSecret } from '../shared/aws/secrets.ts';
import { parseSquareCredentials } from '../shared/channels/square/credentials.ts';
import { createSquareSweep } from '../shared/channels/square/sweep.ts';
import { sweepHandler } from './sweep.ts';

const [channel] = servedChannelsOf('square');
const sweep = madeOfSecret(cachedSecrets(secretsClient()), secretName(channel.id), (text) =>
  createSquareSweep(channel, parseSquareCredentials(text)),
);

/** Reads what changed on Square since the last sweep: the safety net for messages that never come. */
export const handler = sweepHandler(channel.id, sweep);
