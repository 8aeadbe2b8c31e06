/** Says whether, and when, the SDK sends a call once more. */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { pauseMs } from './back-off.ts';

/** The same type for every client of the SDK. */
export type CallRetries = Extract<NonNullable<DynamoDBClientConfig['retryStrategy']>, { recordSuccess: unknown }>;
type RetryToken = Awaited<ReturnType<CallRetries['acquireInitialRetryToken']>>;

/** A call that is refused at once costs little; one that hangs takes a second, and the function has few of them. */
export const CALL_TRIES = { refused: 5, hung: 2 } as const;

/** What has become of a call so far. */
class Tries implements RetryToken {
  readonly hung: number;
  readonly #repeats: number;

  constructor(repeats: number, hung: number) {
    this.#repeats = repeats;
    this.hung = hung;
  }

  getRetryCount(): number {
    return this.#repeats;
  }

  getRetryDelay(): number {
    return this.#repeats === 0 ? 0 : pauseMs(this.#repeats);
  }
}

/**
 * Repeats whatever may succeed in a moment: a throttle, an error of the server (500, 503), a connection that broke. The
 * SDK's own strategy differs in two ways that an outage of some seconds shows: it allows a call that hung as many tries as one
 * that was refused, and after some thirty repeats of one process without a success it repeats nothing more
 * (@smithy/core 3.41, `StandardRetryStrategy`). Ours needs no such limit: a function gives its messages back soon.
 */
export function callRetries(): CallRetries {
  return {
    acquireInitialRetryToken: async () => new Tries(0, 0),
    async refreshRetryTokenForRetry(token, { error, errorType }) {
      const hung = (token instanceof Tries ? token.hung : 0) + (isHung(error) ? 1 : 0);
      const tries = token.getRetryCount() + 1;
      if (errorType === 'CLIENT_ERROR' || tries >= CALL_TRIES.refused || hung >= CALL_TRIES.hung) {
        throw new Error('The call is not repeated.');
      }
      return new Tries(tries, hung);
    },
    recordSuccess: () => undefined,
  };
}

/** The SDK gives a connection that broke at once the name of one that it cut off itself (@smithy/node-http-handler 4.14). */
function isHung(error: (Error & { readonly code?: unknown }) | undefined): boolean {
  return error?.name === 'TimeoutError' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE';
}
