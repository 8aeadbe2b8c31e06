/** The keys of `@idempotent` mutations. */

/** What follows when a key is used, for the first time or again. */
export type KeyClaim<Answer> =
  | { outcome: 'first'; complete: (answer: Answer, succeeded: boolean) => void; release: () => void }
  | { outcome: 'replay'; answer: Answer }
  | { outcome: 'inFlight' }
  | { outcome: 'otherParameters' }
  | { outcome: 'failedBefore' };

export type IdempotencyKeys<Answer> = {
  /** `parameters` is the mutation with its arguments, as text that is equal when they are. */
  claim: (key: string, parameters: string) => KeyClaim<Answer>;
};

type Attempt<Answer> = {
  parameters: string;
  claimedAt: number;
  completed: { answer: Answer; succeeded: boolean } | undefined;
};

// https://shopify.dev/docs/api/usage/implementing-idempotency: keys are kept for 24 hours.
const KEPT_MS = 24 * 3_600_000;

/**
 * The keys of `@idempotent`. The same key with the same parameters replays the answer, with others it is refused. A key
 * whose attempt was refused stays spent ("a previous request with this idempotency key failed", schema 2026-10).
 */
export function createIdempotencyKeys<Answer>(now: () => Date): IdempotencyKeys<Answer> {
  const attempts = new Map<string, Attempt<Answer>>();
  return {
    claim(key, parameters) {
      const at = now().getTime();
      const before = attempts.get(key);
      if (before && at - before.claimedAt < KEPT_MS) return verdictOn(before, parameters);
      const attempt: Attempt<Answer> = { parameters, claimedAt: at, completed: undefined };
      attempts.set(key, attempt);
      return {
        outcome: 'first',
        complete(answer, succeeded) {
          attempt.completed = { answer, succeeded };
        },
        release() {
          attempts.delete(key);
        },
      };
    },
  };
}

function verdictOn<Answer>(before: Attempt<Answer>, parameters: string): KeyClaim<Answer> {
  if (before.parameters !== parameters) return { outcome: 'otherParameters' };
  if (!before.completed) return { outcome: 'inFlight' };
  return before.completed.succeeded
    ? { outcome: 'replay', answer: before.completed.answer }
    : { outcome: 'failedBefore' };
}
