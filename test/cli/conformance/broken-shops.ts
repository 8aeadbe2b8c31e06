/** Shops that break a promise of the channel protocol: the reference shop, with what goes in or comes out of it changed on the way. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import type { startShopSandbox } from '../../../sandbox/shop/server.ts';
import { signedHeaders } from '../../../shared/channels/own-format/sign.ts';
import { secretOf } from '../../shared/channels/direct/own-shop.ts';

export const [CALLING, SIGNING] = [secretOf('calls'), secretOf('messages')];

let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.map((each) => each()));
  closing = [];
});

/** Ends after the test, however the test ends. */
export function closeAfter(close: () => Promise<unknown>): void {
  closing.push(close);
}

export type Shop = Awaited<ReturnType<typeof startShopSandbox>>;
export type Message = { readonly type: string; readonly data: Record<string, unknown> };

type Change = { readonly body?: string; readonly answer?: (text: string) => string; readonly asIs?: boolean };

/** A proxy that changes what comes or goes; what it changes it signs anew, unless it is to pass `asIs`. */
export async function proxy(to: string, change: (path: string, body: string) => Change | Promise<Change>) {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const came = (await buffer(request)).toString();
    const { body = came, answer = (text: string) => text, asIs = false } = await change(path, came);
    const given = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name.startsWith('webhook-')));
    const headers = { 'content-type': 'application/json', ...(given as Record<string, string>) };
    const passed = await fetch(`${to}${path}`, {
      method: 'POST',
      headers: asIs ? headers : { ...headers, ...signedHeaders(body, [CALLING]) },
      body,
    });
    const retryAfter = passed.headers.get('retry-after');
    response
      .writeHead(passed.status, {
        'content-type': 'application/json',
        ...(retryAfter !== null && { 'retry-after': retryAfter }),
      })
      .end(answer(await passed.text()));
  });
  return listening(server);
}

/** What the shop sends goes through here. */
export async function relay(to: string, says: (message: Message) => readonly Message[]) {
  const server = createServer(async (request, response) => {
    const message: Message = JSON.parse((await buffer(request)).toString());
    let worst = 200;
    for (const each of says(message)) {
      const body = JSON.stringify(each);
      const { status } = await fetch(to, { method: 'POST', headers: signedHeaders(body, [SIGNING]), body });
      worst = Math.max(worst, status);
    }
    response.writeHead(worst).end();
  });
  return listening(server);
}

export async function listening(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeAfter(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A shop that is called as it should be, and answers one operation in another way. */
export function answering(operation: string, answer: (body: Answered) => object): (shop: Shop) => Promise<string> {
  return (shop) =>
    proxy(shop.url, (path) => ({
      asIs: true,
      ...(path === `/${operation}` && {
        answer: (text) => (text.startsWith('{"error"') ? text : JSON.stringify(answer(JSON.parse(text)))),
      }),
    }));
}

type Answered = Record<string, unknown> & {
  readonly messages: readonly Message[];
  readonly listings: readonly object[];
  readonly figures: readonly object[];
};

export function changed(message: Message, line: (line: Record<string, unknown>) => object): Message {
  const lines = message.data['lines'] as Record<string, unknown>[];
  return { ...message, data: { ...message.data, lines: lines.map(line) } };
}
