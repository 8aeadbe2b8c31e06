import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Committed } from '../../ports/posting.ts';

/**
 * Reasons for which reading afresh and folding again is the answer. Decided by the reason codes of the single
 * actions, never by message text (TransactWriteItems, AWS API reference 2012-08-10, CancellationReasons).
 */
const CONFLICT_CODES: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

/** `conflict`, when another writer was first and all can be read again; throws what it is otherwise. */
export function conflictIn(error: unknown): Committed {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
    const real = codes.filter((code) => code !== 'None');
    if (real.length > 0 && real.every((code) => CONFLICT_CODES.has(code))) {
      return 'conflict';
    }
    throw new Error(`The ledger refused a transaction: ${real.join(', ') || 'no reason given'}.`, { cause: error });
  }
  throw error;
}
