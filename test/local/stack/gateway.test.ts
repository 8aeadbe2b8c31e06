import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Gateway, startGateway } from '../../../local/stack/gateway.ts';

const API_HOST = 'be10ca00.execute-api.localhost:4566';
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

type Seen = { method: string; url: string; rawHeaders: string[]; body: Buffer };

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A plain client: `fetch` would rewrite headers. */
function send(url: string, options: { method: string; headers?: string[]; body?: Buffer }) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
    const { method, headers = [], body } = options;
    const outgoing = request(url, { method, headers: ['Host', new URL(url).host, ...headers] }, (answer) => {
      bodyOf(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

describe('gateway to the deployed HTTP API', () => {
  let emulator: Server;
  let emulatorUrl: string;
  let gateway: Gateway;
  let seen: Seen[];

  beforeEach(async () => {
    seen = [];
    emulator = createServer((incoming, answer) => {
      void bodyOf(incoming).then((body) => {
        const { method = '', url = '', rawHeaders } = incoming;
        seen.push({ method, url, rawHeaders, body });
        answer.writeHead(418, ['X-Answer', 'one', 'X-Answer', 'two']);
        answer.end(EVERY_BYTE);
      });
    });
    await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
    emulatorUrl = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
    gateway = await startGateway({ port: 0, emulatorUrl, apiUrl: `http://${API_HOST}` });
  });

  afterEach(async () => {
    await gateway.close();
    emulator.closeAllConnections();
    await new Promise((resolve) => emulator.close(resolve));
  });

  it('passes body, path and query on byte for byte', async () => {
    const path = '/webhooks/shopify?at=2026-01-01T00:00:00.000Z&b=%2F%20+&a=%C3%A9';
    await send(`${gateway.url}${path}`, { method: 'POST', body: EVERY_BYTE });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.method).toBe('POST');
    expect(seen[0]?.url).toBe(path);
    expect(seen[0]?.body).toEqual(EVERY_BYTE);
  });

  it('passes a chunked body on whole', async () => {
    await send(`${gateway.url}/webhooks/pos`, {
      method: 'POST',
      headers: ['Transfer-Encoding', 'chunked'],
      body: EVERY_BYTE,
    });
    expect(seen[0]?.body).toEqual(EVERY_BYTE);
  });

  it('passes headers on as written and names the API in Host', async () => {
    await send(`${gateway.url}/stock/A`, {
      method: 'GET',
      headers: ['X-Shopify-Hmac-SHA256', 'q+/=', 'authorization', 'Bearer t', 'X-Two', 'a', 'X-Two', 'b'],
    });
    const raw = seen[0]?.rawHeaders ?? [];
    expect(raw.slice(0, 2)).toEqual(['Host', API_HOST]);
    expect(raw.slice(2, 10)).toEqual([
      'X-Shopify-Hmac-SHA256',
      'q+/=',
      'authorization',
      'Bearer t',
      'X-Two',
      'a',
      'X-Two',
      'b',
    ]);
    expect(raw.filter((name) => name.toLowerCase() === 'host')).toHaveLength(1);
  });

  it('passes status, headers and body of the answer back', async () => {
    const answer = await send(`${gateway.url}/stock/A`, { method: 'GET' });
    expect(answer.status).toBe(418);
    expect(answer.headers['x-answer']).toBe('one, two');
    expect(answer.body).toEqual(EVERY_BYTE);
  });

  it('answers 502 with a sentence when the emulator is gone', async () => {
    emulator.closeAllConnections();
    await new Promise((resolve) => emulator.close(resolve));
    const answer = await send(`${gateway.url}/stock/A`, { method: 'POST', body: EVERY_BYTE });
    expect(answer.status).toBe(502);
    const { error } = JSON.parse(answer.body.toString('utf8'));
    expect(error.code).toBe('bad_gateway');
    expect(error.message).toContain(`The AWS emulator at ${emulatorUrl} does not answer`);
  });
});
