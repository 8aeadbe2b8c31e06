/** A server that answers as the test says and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as JSON; undefined when there is none. */
  readonly body: unknown;
};

/** `hangUp`: the connection breaks without an answer. */
export type StubAnswer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | 'hangUp';

export type StubServer = {
  readonly endpoint: string;
  readonly requests: StubRequest[];
  close(): Promise<void>;
};

/** A platform of a few lines on 127.0.0.1: it answers what the test says and keeps what it was asked. */
export async function startStubServer(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>,
): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      requests.push(request);
      const given = await answer(request);
      if (given === 'hangUp') {
        incoming.socket.destroy();
        return;
      }
      const body = typeof given.body === 'string' ? given.body : JSON.stringify(given.body ?? {});
      outgoing.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers });
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
