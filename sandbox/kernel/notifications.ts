/** Delivers notifications from a sandbox to its subscribers, with retries and faults. */
import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import type { FaultDice } from './faults.ts';

/**
 * One attempt to deliver a notification; `retry` counts from 0, `lastFailure` says why the attempt before it failed.
 * Resolves to true when the receiver took it. A throw counts as a failed attempt. Retries carry the original payload
 * and ids, so build them outside of this function.
 */
export type DeliveryAttempt = (attempt: {
  retry: number;
  lastFailure: string;
  signal: AbortSignal;
}) => Promise<DeliveryResult>;

export type DeliveryResult = { accepted: true } | { accepted: false; reason: string };

export type NotificationCounts = {
  sent: number;
  lost: number;
  duplicated: number;
  accepted: number;
  retried: number;
  abandoned: number;
  waiting: number;
};

export type Notifier = {
  /** Returns at once; delivery, retries and injected faults follow in the background. */
  notify: (deliver: DeliveryAttempt) => void;
  counts: () => NotificationCounts;
  close: () => void;
};

/** Eight tries in two minutes, in place of the hours that the platforms take. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];

/** Delivers notifications as a platform does: without waiting, retried until a receiver accepts, given up after the last delay. */
export function createNotifier(dice: FaultDice, retryDelaysMs: readonly number[] = RETRY_DELAYS_MS): Notifier {
  const timers = new Set<NodeJS.Timeout>();
  const closing = new AbortController();
  const counts = { sent: 0, lost: 0, duplicated: 0, accepted: 0, retried: 0, abandoned: 0, waiting: 0 };

  const after = (delayMs: number, run: () => Promise<void>) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run().catch((error: unknown) => console.error('A sandbox notification failed:', error));
    }, delayMs);
    timers.add(timer);
  };

  const attempt = async (deliver: DeliveryAttempt, retry: number, lastFailure: string): Promise<void> => {
    const result = await deliver({ retry, lastFailure, signal: closing.signal }).catch(failureOf);
    if (closing.signal.aborted) return;
    const delayMs = retryDelaysMs[retry];
    if (!result.accepted && delayMs !== undefined) {
      counts.retried += 1;
      after(delayMs, () => attempt(deliver, retry + 1, result.reason));
      return;
    }
    counts.waiting -= 1;
    counts[result.accepted ? 'accepted' : 'abandoned'] += 1;
  };

  return {
    notify(deliver) {
      if (closing.signal.aborted) return;
      const { delaysMs } = dice.nextNotification();
      counts.sent += 1;
      if (delaysMs.length === 0) counts.lost += 1;
      if (delaysMs.length > 1) counts.duplicated += 1;
      for (const delayMs of delaysMs) {
        counts.waiting += 1;
        after(delayMs, () => attempt(deliver, 0, ''));
      }
    },
    counts: () => ({ ...counts }),
    close() {
      closing.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function failureOf(error: unknown): DeliveryResult {
  return { accepted: false, reason: error instanceof Error ? error.message : String(error) };
}

// A flash sale must not open a socket per order at once: the platforms deliver over a few kept-alive connections.
const SOCKETS_MAX = 32;

export type WebhookPoster = {
  post: (options: {
    url: string;
    headers: Record<string, string>;
    body: string | Buffer;
    timeoutMs: number;
    signal: AbortSignal;
  }) => Promise<DeliveryResult>;
  close: () => void;
};

/** POSTs webhooks over kept-alive connections; accepted means a 2xx within the time limit, redirects are failures. */
export function createWebhookPoster(): WebhookPoster {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  const secureAgent = new SecureAgent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  return {
    post: ({ url, headers, body, timeoutMs, signal }) =>
      new Promise((resolve) => {
        const fail = (reason: string) => resolve({ accepted: false, reason });
        const isSecure = url.startsWith('https:');
        const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
          method: 'POST',
          agent: isSecure ? secureAgent : agent,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          timeout: timeoutMs,
          signal,
        });
        outgoing.on('timeout', () => outgoing.destroy(new Error('http_timeout')));
        outgoing.on('error', (error) => fail(error.message));
        outgoing.on('response', (response) => {
          response.resume();
          const status = response.statusCode ?? 0;
          response.on('error', (error) => fail(error.message));
          response.on('end', () =>
            status >= 200 && status < 300 ? resolve({ accepted: true }) : fail(`http_${status}`),
          );
        });
        outgoing.end(body);
      }),
    close() {
      agent.destroy();
      secureAgent.destroy();
    },
  };
}
