/** The secrets of a local run: drawn once, kept in the emulator. */
import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { AMAZON, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import type { LocalOwnShop } from './asked-for.ts';
import { clientConfig, type LocalAws } from './aws.ts';

const runSecretsSchema = v.object({
  shopifyClientSecret: v.string(),
  squareSignatureKey: v.string(),
  /** As the Standard Webhooks specification writes a signing secret: `whsec_` and base64. */
  posSigningSecret: v.string(),
  apiToken: v.string(),
});

/** What is drawn once for an emulator: what webhooks are signed with, and the token of the HTTP API. */
export type RunSecrets = Readonly<v.InferOutput<typeof runSecretsSchema>>;

/** Where an emulator that outlives a run keeps its secrets for the next one. Not the product's: nothing deployed reads it. */
const KEPT = 'local/run-secrets';

/**
 * The secrets of the runs on this emulator: kept there from the first run on, because functions that are still warm
 * from an earlier run use the secrets that they have read for minutes.
 */
export async function runSecrets(aws: LocalAws): Promise<RunSecrets> {
  const client = new SecretsManagerClient(clientConfig(aws));
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: KEPT }));
    return v.parse(runSecretsSchema, JSON.parse(SecretString));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
    const secrets = drawSecrets();
    await client.send(new CreateSecretCommand({ Name: KEPT, SecretString: JSON.stringify(secrets) }));
    return secrets;
  } finally {
    client.destroy();
  }
}

function drawSecrets(): RunSecrets {
  return {
    shopifyClientSecret: `shpss_${randomBytes(16).toString('hex')}`,
    squareSignatureKey: randomBytes(16).toString('base64url'),
    posSigningSecret: `whsec_${randomBytes(24).toString('base64')}`,
    apiToken: randomBytes(24).toString('base64url'),
  };
}

/** What connecting each sandbox channel takes; Square's signature key comes from Square. */
export function channelCredentials(
  secrets: RunSecrets,
  ownShop: LocalOwnShop | undefined,
): Readonly<Record<string, object>> {
  return {
    ...(ownShop !== undefined && {
      'own-shop': { callingSecret: ownShop.callingSecret, signingSecret: ownShop.signingSecret },
    }),
    shopify: { clientId: SHOPIFY.clientId, clientSecret: secrets.shopifyClientSecret },
    amazon: { clientId: AMAZON.clientId, clientSecret: AMAZON.clientSecret, refreshToken: AMAZON.refreshToken },
    square: { accessToken: SQUARE.accessToken },
  };
}

/** The secrets that no platform gives out, by name, each in the shape that the product reads. */
function secretValues(secrets: RunSecrets): Readonly<Record<string, object>> {
  return {
    'stockline/pos': { signingSecrets: [secrets.posSigningSecret] },
    'stockline/api': { token: secrets.apiToken },
  };
}

/** Fills those secrets that the deploy created, as a merchant does with `aws secretsmanager put-secret-value`. */
export async function putSecrets(aws: LocalAws, secrets: RunSecrets): Promise<void> {
  const client = new SecretsManagerClient(clientConfig(aws));
  try {
    for (const [SecretId, value] of Object.entries(secretValues(secrets))) {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
    }
  } finally {
    client.destroy();
  }
}
