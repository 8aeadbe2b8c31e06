/** The address that the sandboxes post their webhooks to: it takes each, and the stack works on them in turn. */
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type Webhook = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type FrontDoor = {
  readonly url: string;
  /** The webhooks that came since, in an order that is the same in each run, whichever connection was faster. */
  taken(): readonly Webhook[];
  close(): Promise<void>;
};

export async function openFrontDoor(): Promise<FrontDoor> {
  let waiting: Webhook[] = [];
  const server = createServer((request, response) => {
    void read(request).then((webhook) => {
      waiting.push(webhook);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('A listening TCP server has no port.');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    taken() {
      const all = waiting;
      waiting = [];
      return all.sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Webhook> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    path: request.url ?? '/',
    headers: Object.fromEntries(headers),
    body: (await buffer(request)).toString('utf8'),
  };
}

function sortKey({ path, headers, body }: Webhook): string {
  return `${path} ${headers['x-shopify-topic'] ?? ''} ${body}`;
}
