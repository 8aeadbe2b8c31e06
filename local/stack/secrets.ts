import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AMAZON, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { clientConfig, type LocalAws } from './aws.ts';

/** What is drawn once for an emulator: what webhooks are signed with, and the token of the HTTP API. */
export type RunSecrets = {
  readonly shopifyClientSecret: string;
  readonly squareSignatureKey: string;
  /** As the Standard Webhooks specification writes a signing secret: `whsec_` and base64. */
  readonly posSigningSecret: string;
  readonly apiToken: string;
};

/** Where an emulator that outlives a run keeps its secrets for the next one. Not the product's: nothing deployed reads it. */
const KEPT = 'local/run-secrets';

/**
 * The secrets of the runs on this emulator: kept there from the first run on, because functions that are warm from the
 * run before keep the secrets they read for minutes.
 */
export async function runSecrets(aws: LocalAws): Promise<RunSecrets> {
  const client = new SecretsManagerClient(clientConfig(aws));
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: KEPT }));
    return JSON.parse(SecretString) as RunSecrets;
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
export function channelCredentials(secrets: RunSecrets): Readonly<Record<string, object>> {
  return {
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
