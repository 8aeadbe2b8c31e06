/** How long a call to AWS may take, of functions and of commands. */
import { CALL_TRIES, type CallRetries, callRetries } from './call-retries.ts';

/** How long one try of a call may take, and how many tries it has. */
export type CallLimits = {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    /**
     * How long a connection may stand still. The time of the request ends with the first byte of its answer: an answer that
     * breaks off would be waited for for minutes (@smithy/node-http-handler 4.14; https://github.com/aws/aws-sdk-js/issues/1392).
     */
    readonly socketTimeout: number;
    /** Without it the SDK writes a warning and goes on waiting (@smithy/node-http-handler 4.14). */
    readonly throwOnRequestTimeout: true;
  };
  readonly maxAttempts: number;
  /** Absent: the SDK's own. */
  readonly retryStrategy?: CallRetries;
};

/**
 * Clients live as long as the process: they hold connections, nothing of an invocation. A call that hangs is cut off
 * after a second and tried once more: a lost packet does not freeze a SKU. AWS answers these calls within 100 ms as a rule.
 */
export const OF_A_FUNCTION: CallLimits = {
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout: 1_000,
    socketTimeout: 1_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: CALL_TRIES.refused,
  retryStrategy: callRetries(),
};

/** A person waits for a command and would rather wait a little longer than start it again. */
export const OF_A_COMMAND: CallLimits = {
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    socketTimeout: 30_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: 5,
};
