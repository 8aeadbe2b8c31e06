import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { webhookSender } from '../../../../shared/channels/own-format/post-webhook.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OLD = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const MESSAGE = { id: 'alert_1', body: '{"type":"stock.low"}' };

let server: Server | undefined;
const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];

/** A receiver of the merchant's that answers so; resolves with its address. */
function receiver(status: number): Promise<string> {
  received.length = 0;
  return new Promise((resolve) => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(status, { location: 'https://elsewhere.example' }).end();
    }).listen(0, '127.0.0.1', () => {
      const address = server?.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`);
    });
  });
}

afterEach(() => {
  server?.close();
});

const secretOf = (fields: object) => async () => JSON.stringify(fields);

describe('a webhook', () => {
  it.each([
    ['the secret', { signingSecret: SECRET }, SECRET],
    ['the secret before, while it is rotated', { signingSecret: SECRET, previousSigningSecret: OLD }, OLD],
    ['a secret as Secrets Manager makes it', { signingSecret: 'a'.repeat(44) }, `whsec_${'a'.repeat(44)}`],
  ])('gets a message whose signature a receiver verifies with %s', async (_, fields, known) => {
    const send = webhookSender(new Map([['chat', await receiver(204)]]), secretOf(fields));
    expect(await send('chat', MESSAGE)).toEqual({ kind: 'taken' });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(new Webhook(known).verify(body, headers)).toEqual({ type: 'stock.low' });
    expect(headers).toMatchObject({ 'webhook-id': 'alert_1' });
  });

  it('whose address is a secret is posted to as the secret has it', async () => {
    const url = `${await receiver(200)}?key=a`;
    const send = webhookSender(
      new Map([['chat', undefined]]),
      secretOf({ signingSecret: SECRET, urls: { chat: url } }),
    );
    expect(await send('chat', MESSAGE)).toEqual({ kind: 'taken' });
    expect(received).toHaveLength(1);
  });

  it.each([
    ['that has no address anywhere', {}, /neither in the configuration nor in urls of the secret/],
    [
      'whose address in the secret is no https',
      { chat: 'http://chat.example.com/hook' },
      /none that begins with https/,
    ],
    ['whose address in the secret is of another', { erp: 'https://erp.example.com' }, /neither in the configuration/],
  ])('%s has not taken it, and the secret is said nowhere', async (_, urls, why) => {
    const send = webhookSender(new Map([['chat', undefined]]), secretOf({ signingSecret: SECRET, urls }));
    expect(await send('chat', MESSAGE)).toEqual({ kind: 'notTaken', why: expect.stringMatching(why) });
  });

  it.each([
    [500, 'it answered 500'],
    [302, 'it answered 302'],
    [410, 'it answered 410'],
  ])('that answers %i has not taken it', async (status, why) => {
    const send = webhookSender(new Map([['chat', await receiver(status)]]), secretOf({ signingSecret: SECRET }));
    expect(await send('chat', MESSAGE)).toEqual({ kind: 'notTaken', why });
  });

  it('that does not answer has not taken it', async () => {
    const send = webhookSender(new Map([['chat', 'http://127.0.0.1:9/hook']]), secretOf({ signingSecret: SECRET }));
    expect(await send('chat', MESSAGE)).toMatchObject({ kind: 'notTaken' });
  });

  it('that the configuration has no more is not called', async () => {
    const send = webhookSender(new Map(), secretOf({ signingSecret: SECRET }));
    expect(await send('chat', MESSAGE)).toMatchObject({
      kind: 'notTaken',
      why: expect.stringContaining('no such webhook'),
    });
  });
});
