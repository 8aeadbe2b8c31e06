/** Counts the calls that a seller's account takes. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { callsAhead, callsBefore, type Rate, type Spent, spentUntil } from '../../domain/pushing/rate.ts';
import type { Granted, PushBudget } from '../../ports/pushing/gate-ports.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { budgetKey } from '../ledger/table-keys.ts';

/** How often a write is tried when it conflicts with another one. */
const TRIES = 5;

/**
 * The call budget of one seller's account. The ledger's table has one item for each account: the time until which its
 * calls are spent. A conditional write takes calls. After a conflict it is computed anew from what the other write left.
 */
export function dynamoPushBudget(
  client: DynamoDBDocumentClient,
  table: string,
  account: string,
  rate: Rate,
): PushBudget {
  /** Resolves with undefined once written, otherwise with what lies there instead. */
  const write = async (read: Spent, next: number): Promise<{ readonly found: Spent } | undefined> => {
    const update = new UpdateCommand({
      TableName: table,
      Key: budgetKey(account),
      UpdateExpression: 'SET spentUntilMs = :next',
      ConditionExpression: read === undefined ? 'attribute_not_exists(spentUntilMs)' : 'spentUntilMs = :read',
      ExpressionAttributeValues: { ':next': next, ...(read !== undefined && { ':read': read }) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const written = await writeIf(() => client.send(update));
    if (written.kind === 'written') {
      return undefined;
    }
    const found = written.found?.['spentUntilMs']?.N;
    return { found: found === undefined ? undefined : Number(found) };
  };
  /** What this function last saw. The figure only grows, so what leaves no call is true; what leaves some, the write proves. */
  let last: Spent;
  return {
    ahead: callsAhead(rate),
    mostLeft: (urgency, now) => callsBefore(rate, last, urgency, now, Number.POSITIVE_INFINITY).calls,
    async take(wanted, urgency, now): Promise<Granted> {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const granted = callsBefore(rate, last, urgency, now, wanted);
        if (granted.calls === 0) {
          return granted;
        }
        const next = spentUntil(rate, last, now, granted.calls);
        const other = await write(last, next);
        if (other === undefined) {
          last = next;
          return granted;
        }
        last = other.found;
      }
      return { calls: 0, retryAfterMs: 1_000, perCallMs: 1_000 / rate.perSecond };
    },
  };
}
