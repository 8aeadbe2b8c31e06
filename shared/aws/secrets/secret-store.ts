/** Reads and replaces the secret of one channel, or of the API, for the command line. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretStore } from '../../ports/connecting/connection.ts';
import { textOfSecret } from './secrets.ts';

const CURRENT = 'AWSCURRENT';
/** Of the version that is to take its place. A label is on one version: it goes over from the one before. */
const NEXT = 'STOCKLINE_NEXT';

/**
 * A secret in Secrets Manager. The stack creates it; here its text is read and replaced, and never cached.
 *
 * What is made of a text that was read replaces that text alone: `AWSCURRENT` moves to the new version only from the version that was
 * read, and Secrets Manager refuses it where the label is on another one by now. Source: `RemoveFromVersionId` of
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html (2026-11).
 */
export function secretStore(client: SecretsManagerClient, name: string): SecretStore {
  let versionRead: string | undefined;
  const readVersion = async () => await client.send(new GetSecretValueCommand({ SecretId: name }));

  return {
    async read() {
      try {
        const answer = await readVersion();
        versionRead = answer.VersionId;
        return textOfSecret(name, answer);
      } catch (error) {
        if (error instanceof ResourceNotFoundException) {
          const sentence = `There is no secret ${name}: deploy the channel first (npm run deploy).`;
          throw new Error(sentence, { cause: error });
        }
        throw error;
      }
    },

    async write(text) {
      const next = await client.send(
        new PutSecretValueCommand({ SecretId: name, SecretString: text, VersionStages: [NEXT] }),
      );
      const move = new UpdateSecretVersionStageCommand({
        SecretId: name,
        VersionStage: CURRENT,
        MoveToVersionId: next.VersionId,
        RemoveFromVersionId: versionRead ?? (await readVersion()).VersionId,
      });
      try {
        await client.send(move);
      } catch (error) {
        const { VersionId: now } = await readVersion();
        if (now === move.input.RemoveFromVersionId) {
          throw error;
        }
        // Its first try may have been done, and its answer lost.
        if (now !== next.VersionId) {
          const sentence = `Somebody else changed the secret ${name} at the same time: nothing was written. Run it again.`;
          throw new Error(sentence, { cause: error });
        }
      }
      versionRead = next.VersionId;
    },
  };
}
