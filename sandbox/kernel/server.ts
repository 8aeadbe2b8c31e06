/** The HTTP server of a sandbox. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type CallLog, createCallLog } from './call-log.ts';
import { controlRoutes } from './control-api.ts';
import { createFaultDice, type FaultDice } from './faults.ts';
import { createNotifier, createWebhookPoster, type Notifier, type WebhookPoster } from './notifications.ts';
import type { PlatformRoute, SandboxAnswer, SandboxPlatform, SandboxRequest } from './platform.ts';
import { matchRoute } from './routing.ts';

export type RunningSandbox = { url: string; port: number; close: () => Promise<void> };

/** What the kernel gives a platform: a way to notify the product, and HTTP for it. */
export type SandboxKernel = { notify: Notifier['notify']; post: WebhookPoster['post'] };

/** `port` 0 takes a free one. `retryDelaysMs` are the waits between the tries of a notification. */
export type SandboxServerOptions = { port?: number; retryDelaysMs?: readonly number[] };

const TIMEOUT_HELD_MS = 30_000;
const BODY_BYTES_MAX = 5_000_000;
// Longer than callers keep an idle connection: one that is closed under a request looks like an injected fault.
const KEEP_ALIVE_MS = 120_000;

type Serving = { platform: SandboxPlatform; routes: PlatformRoute[]; dice: FaultDice; calls: CallLog };

/**
 * Runs a platform on 127.0.0.1 with the `/_sandbox` control API beside its own. Where a platform has a control route
 * of its own for a path, that one answers: it knows more fields. Rejects when the port is taken.
 * `close` drops open connections and undelivered notifications and is done within a second.
 */
export async function startSandbox(
  build: (kernel: SandboxKernel) => SandboxPlatform,
  { port = 0, retryDelaysMs }: SandboxServerOptions = {},
): Promise<RunningSandbox> {
  const dice = createFaultDice();
  const calls = createCallLog();
  const notifier = createNotifier(dice, retryDelaysMs);
  const poster = createWebhookPoster();
  const platform = build({ notify: notifier.notify, post: poster.post });
  const control = controlRoutes({ actions: platform.actions, dice, calls, notifier });
  const serving = { platform, routes: [...platform.routes, ...control], dice, calls };
  const server = createServer((incoming, outgoing) => {
    serve(serving, incoming, outgoing).catch((error: unknown) => {
      // The client left in the middle of its request: there is nobody to answer.
      if (incoming.destroyed && outgoing.destroyed) return;
      console.error(`${incoming.method} ${incoming.url} broke the sandbox:`, error);
      if (!outgoing.headersSent)
        send(outgoing, { status: 500, body: { error: { code: 'bug', message: String(error) } } });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A listening TCP server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      notifier.close();
      platform.close?.();
      poster.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(serving: Serving, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const rawBody = await readBody(incoming);
  if (rawBody === undefined) return send(outgoing, notServed(413, 'too_large', 'The body is above 5 MB.'));
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const method = incoming.method ?? 'GET';
  const match = matchRoute(serving.routes, method, url.pathname);
  if (!match)
    return send(outgoing, notServed(404, 'not_found', `The sandbox does not serve ${method} ${url.pathname}.`));
  const request: SandboxRequest = {
    method,
    path: url.pathname,
    params: match.params,
    query: url.searchParams,
    headers: incoming.headers,
    rawBody,
  };
  const { answer, latencyMs } = await answerCall(serving, match.route, request);
  if (latencyMs > 0) await pause(latencyMs, outgoing);
  if (answer === 'never') return holdOpen(outgoing);
  send(outgoing, answer);
}

/** Serves one call under the faults in force, and logs it before the answer leaves. */
async function answerCall({ platform, dice, calls }: Serving, route: PlatformRoute, request: SandboxRequest) {
  if (route.faults === false) return { answer: await route.handle(request, { apply: true }), latencyMs: 0 };
  const at = new Date();
  const rows = route.describe?.(request) ?? [];
  const { fate, latencyMs } = dice.nextCall();
  const answered = (answer: SandboxAnswer | 'never', word: string) => {
    calls.record(at, rows, word);
    return { answer, latencyMs };
  };
  switch (fate) {
    case 'throttle':
      return answered(platform.throttled(request), 'throttled');
    case 'error':
      return answered(platform.failed(request), 'error');
    case 'timeoutLost':
      return answered('never', 'timeout, not applied');
    case 'timeoutApplied': {
      const unsent = await route.handle(request, { apply: true });
      return answered('never', `timeout, ${wordFor(unsent, 'applied')}`);
    }
    case 'ignore': {
      const answer = await route.handle(request, { apply: false });
      return answered(answer, wordFor(answer, 'ignored'));
    }
    case 'serve': {
      const answer = await route.handle(request, { apply: true });
      return answered(answer, wordFor(answer, 'ok'));
    }
    default:
      return fate satisfies never;
  }
}

function wordFor({ status, outcome }: SandboxAnswer, success: string): string {
  return outcome ?? (status < 400 ? success : String(status));
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early must not destroy the socket that the refusal goes out on.
  const parts: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of parts) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pause(delayMs: number, outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The client waits for an answer that never comes, as when a load balancer lost the connection behind it. */
function holdOpen(outgoing: ServerResponse): void {
  const timer = setTimeout(() => outgoing.destroy(), TIMEOUT_HELD_MS);
  outgoing.once('close', () => clearTimeout(timer));
}

function notServed(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } } };
}

function send(outgoing: ServerResponse, { status, body, text, headers }: SandboxAnswer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  outgoing.end(text ?? (body === undefined ? undefined : JSON.stringify(body)));
}
