/** Says how many functions the account may run at once. */
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/**
 * New accounts may run ten functions at once, all others a thousand (Lambda developer guide, "Lambda quotas"). A sale that
 * needs more waits at its queues: nothing is lost, but quantities on the channels are late.
 */
const ENOUGH = 100;

/** A sentence for the operator: the account's limit, and what to do where it is low. */
export async function concurrencySentence(client: LambdaClient): Promise<string> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
  if (limit === undefined) {
    return 'AWS does not say how many functions this account may run at once.';
  }
  return limit >= ENOUGH
    ? `This account may run ${limit} functions at once.`
    : `This account may run only ${limit} functions at once: a flash sale would wait. Ask for 1,000: Service Quotas, AWS Lambda, “Concurrent executions”.`;
}
