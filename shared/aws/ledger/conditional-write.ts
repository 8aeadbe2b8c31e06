/** Decides, for every call to the table, what a refusal means: a condition that does not hold, bad timing, or an error. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { PermanentError } from '../../ports/permanent-error.ts';
import type { Committed } from '../../ports/posting/posting.ts';
import { type Wait, waitWithJitter } from '../lambda/back-off.ts';
import type { Action } from './posting-actions.ts';

/**
 * `refused`: the condition does not hold. `found`: the item as it is, if the call asked for it. `isRepeated`: the SDK
 * sent the call more than once, so what the condition met may be this call's own first try, whose answer was lost.
 */
export type Written<Answer> =
  | { readonly kind: 'written'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly isRepeated: boolean; readonly found?: Record<string, AttributeValue> };

/**
 * Makes one conditional write, of an item or a transaction. A transaction is `refused` when the condition of any of
 * its actions does not hold. Rejects when it stays unknown or undone for any other reason.
 */
export async function writeIf<Answer>(write: () => Promise<Answer>, wait?: Wait): Promise<Written<Answer>> {
  let isRepeated = false;
  const noted = (error: unknown): never => {
    isRepeated ||= wasRepeated(error);
    throw error;
  };
  try {
    return { kind: 'written', answer: await retryTransient(() => write().catch(noted), wait) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return { kind: 'refused', isRepeated, ...(error.Item !== undefined && { found: error.Item }) };
    }
    if (error instanceof TransactionCanceledException && reasonsOf(error).includes('ConditionalCheckFailed')) {
      return { kind: 'refused', isRepeated };
    }
    throw asPermanent(error);
  }
}

/**
 * Reasons for which reading afresh and deciding again is the answer. They are the reason codes of the single actions,
 * never message texts (TransactWriteItems, AWS API reference 2012-08-10, CancellationReasons).
 */
const CONFLICT_CODES: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);
/** The same call will be answered in a moment: it was refused for its timing, and nothing of it was applied. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);
const TRANSIENT_ERRORS = [
  TransactionConflictException,
  TransactionInProgressException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
] as const;

/** Makes one transaction. `conflict`: another writer was first, read everything again. Rejects for any other reason. */
export async function commit(write: () => Promise<unknown>, wait?: Wait): Promise<Committed> {
  try {
    await retryTransient(write, wait);
    return 'committed';
  } catch (error) {
    const reasons = reasonsOf(error);
    if (reasons.length > 0 && reasons.every((code) => CONFLICT_CODES.has(code))) {
      return 'conflict';
    }
    if (error instanceof TransactionCanceledException) {
      const said = reasons.join(', ') || 'no reason given';
      const Refused = reasons.some((code) => PERMANENT_CODES.has(code)) ? PermanentError : Error;
      throw new Refused(`The ledger refused a transaction: ${said}.`, { cause: error });
    }
    throw asPermanent(error);
  }
}

/**
 * A call that writes these actions together. Repeated, it is the same transaction until DynamoDB has cancelled it: what the
 * SDK's first try did after its caller gave up is answered as done, and not refused because it met itself
 * (TransactWriteItems, AWS API reference 2012-08-10, ClientRequestToken; TransactionInProgressException as in
 * aws/aws-sdk-java-v2#2518). Of itself the SDK takes another token for each call.
 */
export function transaction(client: DynamoDBDocumentClient, actions: readonly Action[]): () => Promise<unknown> {
  let token = randomUUID();
  return async () => {
    try {
      return await client.send(new TransactWriteCommand({ ClientRequestToken: token, TransactItems: [...actions] }));
    } catch (error) {
      token = error instanceof TransactionCanceledException ? randomUUID() : token;
      throw error;
    }
  };
}

/**
 * Reasons for which the same action is refused each time: a key, a number or an item that DynamoDB cannot keep
 * (TransactWriteItems, AWS API reference 2012-08-10, CancellationReasons).
 */
const PERMANENT_CODES: ReadonlySet<string> = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/** The same error, as a permanent one where DynamoDB refuses the call for what it contains (`ValidationException`). */
export function asPermanent(error: unknown): unknown {
  return error instanceof Error && error.name === 'ValidationException'
    ? new PermanentError(`The table cannot keep this: ${error.message}`, { cause: error })
    : error;
}

const ATTEMPTS = 4;

/**
 * Repeats a call that DynamoDB refused for its timing, a few times within about half a second. It met a transaction of
 * somebody else on one of its items (TransactionConflict; TransactGetItems is refused in the same way), its own first
 * try that is still being applied (TransactionInProgress), or more traffic than the table takes at this moment. The SDK
 * repeats the last kind, and errors of the server (call-retries.ts), but no transaction that was cancelled (DynamoDB developer
 * guide, “Transaction conflict handling” and “Error handling”; AWS SDK for JavaScript 3.1169). Whatever else is wrong with the call is thrown at once: when a condition of the same
 * call does not hold, repeating the call is no use.
 */
export async function retryTransient<Answer>(
  call: () => Promise<Answer>,
  wait: Wait = waitWithJitter,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) {
        throw error;
      }
      await wait(attempt);
    }
  }
}

function isTransient(error: unknown): boolean {
  const reasons = reasonsOf(error);
  return (
    TRANSIENT_ERRORS.some((kind) => error instanceof kind) ||
    (reasons.length > 0 && reasons.every((code) => TRANSIENT_CODES.has(code)))
  );
}

/** Whether the SDK sent the call more than once before it gave up with this: the first try may have been done. */
function wasRepeated(error: unknown): boolean {
  return error instanceof DynamoDBServiceException && (error.$metadata.attempts ?? 1) > 1;
}

/** Why a transaction was cancelled: the reasons of those of its actions that have one. Empty for any other error. */
function reasonsOf(error: unknown): readonly string[] {
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return reasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
}
