/** Reads and replaces the secret of one channel, for the command line. */
import {
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretStore } from '../../ports/connecting/connection.ts';
import { readSecret } from './secrets.ts';

/** A channel's secret in Secrets Manager. The stack creates the secret; here its text is read and replaced, and never cached. */
export function secretStore(client: SecretsManagerClient, name: string): SecretStore {
  return {
    async read() {
      try {
        return await readSecret(client, name);
      } catch (error) {
        if (error instanceof ResourceNotFoundException) {
          const sentence = `There is no secret ${name}: deploy the channel first (npm run deploy).`;
          throw new Error(sentence, { cause: error });
        }
        throw error;
      }
    },
    async write(text) {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
    },
  };
}
