/** An HTTP server in front of the deployed HTTP API, at an address that every client resolves. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export type Gateway = {
  readonly url: string;
  close(): Promise<void>;
};

export type GatewayOptions = {
  /** 0 for any free one. */
  readonly port: number;
  readonly emulatorUrl: string;
  /** The deployed HTTP API's address as its stack states it. */
  readonly apiUrl: string;
};

// Hop-by-hop headers (RFC 9110 section 7.6.1) belong to one connection; Node writes its own on the other.
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade']);

/**
 * Makes the deployed HTTP API answer on a plain address. The emulator chooses among its APIs by host name
 * (`<id>.execute-api.localhost:<port>`, MiniStack 1.5.33), which not every HTTP client resolves. Path, headers and body
 * pass unchanged, byte for byte, as signatures demand; answers 502 with a sentence when the emulator does not answer.
 */
export async function startGateway({ port, emulatorUrl, apiUrl }: GatewayOptions): Promise<Gateway> {
  const emulator = new URL(emulatorUrl);
  const { host } = new URL(apiUrl);
  const server = createServer((incoming, answer) => forward(incoming, answer, emulator, host));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The gateway listens on no port.');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(incoming: IncomingMessage, answer: ServerResponse, emulator: URL, host: string): void {
  const outgoing = request({
    hostname: emulator.hostname,
    port: emulator.port,
    method: incoming.method,
    path: incoming.url,
    headers: ['Host', host, ...passedOn(incoming.rawHeaders, 'host')],
  });
  outgoing.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.statusMessage, passedOn(response.rawHeaders));
    response.pipe(answer);
    response.on('error', () => answer.destroy());
  });
  outgoing.on('error', (error) => {
    if (answer.headersSent || answer.destroyed) {
      return void answer.destroy();
    }
    const message = `The AWS emulator at ${emulator.origin} does not answer (${error.message}): is npm start still up?`;
    answer.writeHead(502, { 'content-type': 'application/json', connection: 'close' });
    answer.end(JSON.stringify({ error: { code: 'bad_gateway', message } }));
  });
  incoming.on('error', () => outgoing.destroy());
  answer.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Name, value, name, value, as received, without those of the connection and `dropped`. */
function passedOn(rawHeaders: readonly string[], dropped?: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (!CONNECTION_HEADERS.has(lower) && lower !== dropped) {
      kept.push(name, value);
    }
  }
  return kept;
}
