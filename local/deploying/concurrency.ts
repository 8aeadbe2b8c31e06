/** Reads how many functions the account may run at once, and says whether that is enough for the deployment. */
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A flash sale of ten orders a second sends some hundred webhooks a second, each of which takes some 100 ms. */
const FOR_WEBHOOKS = 40;

/** The account's limit; undefined when AWS does not say it, or the one who deploys may not ask. */
export async function accountConcurrency(client: LambdaClient): Promise<number | undefined> {
  const { AccountLimit } = await client
    .send(new GetAccountSettingsCommand({}))
    .catch(() => ({ AccountLimit: undefined }));
  return AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
}

/**
 * A sentence for the operator: the account's limit, and what to do where it is low. `planned`: how many functions the
 * deployment runs at once beside webhooks and requests (output FunctionsAtOnce). New accounts may run ten, all others a
 * thousand (Lambda developer guide, "Lambda quotas", 2026-11).
 */
export function concurrencySentence(limit: number | undefined, planned: number): string {
  if (limit === undefined) {
    return 'AWS does not say how many functions this account may run at once.';
  }
  const left = limit - planned;
  return left >= FOR_WEBHOOKS
    ? `This account may run ${limit} functions at once. Postings, pushes and checks take ${planned} of them at most, so ${left} are left for webhooks.`
    : `This account may run only ${limit} functions at once, and postings, pushes and checks may take ${planned} of them: in a rush webhooks would be refused, and sent again minutes later. Ask for 1,000 before you sell (Service Quotas, AWS Lambda, “Concurrent executions”), then run this again.`;
}
