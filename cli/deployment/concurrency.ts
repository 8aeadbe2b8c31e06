/** Reads how many functions the account may run at once. */
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Deployment, outputNamed } from './deployment.ts';

/**
 * How many functions the account may run at once, and how many of them the stack itself may, beside webhooks and requests.
 * Rejects when AWS does not say it.
 */
export async function concurrencyOf(
  { outputs }: Deployment,
  client: LambdaClient,
): Promise<{ readonly limit: number; readonly planned: number }> {
  const planned = Number(outputNamed(outputs, 'FunctionsAtOnce'));
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
  if (limit === undefined) {
    throw new Error('AWS does not say how many functions this account may run at once.');
  }
  return { limit, planned };
}
