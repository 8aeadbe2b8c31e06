/** Makes the client of Secrets Manager, with limits on how long a call may take. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { OF_A_FUNCTION } from './call-limits.ts';

export function secretsClient(limits = OF_A_FUNCTION): SecretsManagerClient {
  return new SecretsManagerClient(limits);
}
