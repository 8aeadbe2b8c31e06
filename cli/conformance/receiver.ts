/** Receives what a shop sends while it is tried, as Stockline's door does. */

import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verifySignature } from '../../shared/channels/own-format/verify.ts';

/** One attempt to send a message, as it came. */
export type ReceivedMessage = {
  readonly body: Buffer;
  /** Why it proves nothing, where it does not. */
  readonly reason: string | undefined;
  /** What it was answered. */
  readonly status: number;
  /** When it came; milliseconds since 1970. */
  readonly at: number;
  /** `webhook-timestamp`: when it says that it was signed. */
  readonly signedAt: string;
};

export type Receiver = {
  /** Where it listens on this machine. */
  readonly url: string;
  /** All attempts that came so far, those that were refused too. */
  readonly received: readonly ReceivedMessage[];
  /** The next message of this kind is answered 503, as by a door that is down. */
  refuseNext(isAsked: (body: Buffer) => boolean): void;
  /** The first attempt that fits, or undefined after `waitMs`. */
  awaitMessage(isAsked: (message: ReceivedMessage) => boolean, waitMs: number): Promise<ReceivedMessage | undefined>;
  close(): Promise<void>;
};

const POLL_MS = 100;

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function startReceiver(signingSecret: string, port: number): Promise<Receiver> {
  const received: ReceivedMessage[] = [];
  let refusing: ((body: Buffer) => boolean) | undefined;
  const read = async (request: IncomingMessage): Promise<ReceivedMessage> => {
    const body = await buffer(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const verdict = verifySignature(body, headers, { signingSecrets: [signingSecret] });
    const isRefused = refusing?.(body) === true;
    if (isRefused) {
      refusing = undefined;
    }
    return {
      body,
      reason: verdict.valid ? undefined : verdict.reason,
      status: isRefused ? 503 : verdict.valid ? 200 : 401,
      at: Date.now(),
      signedAt: headers['webhook-timestamp'] ?? '',
    };
  };
  const server = createServer(async (request, response) => {
    const message = await read(request);
    received.push(message);
    response.writeHead(message.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(ANSWERS.get(message.status)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const listensOn = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${listensOn}/webhooks/conformance`,
    received,
    refuseNext(isAsked) {
      refusing = isAsked;
    },
    async awaitMessage(isAsked, waitMs) {
      const endsAt = Date.now() + waitMs;
      for (;;) {
        const found = received.find(isAsked);
        if (found !== undefined || Date.now() >= endsAt) {
          return found;
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ANSWERS: ReadonlyMap<number, object> = new Map([
  [200, { kind: 'queued', observations: 0 }],
  [401, { error: { code: 'unauthorized', message: 'The signature does not hold.' } }],
  [503, { error: { code: 'unavailable', message: 'Not now: send it again.' } }],
]);
