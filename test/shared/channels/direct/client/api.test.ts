import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { createDirectApi } from '../../../../../shared/channels/direct/client/api.ts';
import { type StubAnswer, type StubServer, startStubServer } from '../../stub-server.ts';
import { ownShop, secretOf } from '../own-shop.ts';

let shop: StubServer;

afterEach(() => shop.close());

async function asked(answer: StubAnswer, callingSecrets = [secretOf('our calls')]) {
  shop = await startStubServer(() => answer);
  const api = createDirectApi(ownShop(`${shop.endpoint}/stockline/`), { callingSecrets });
  return api.ask('figures', { listings: [] }, v.object({ figures: v.array(v.unknown()) }));
}

const error = { error: { code: 'unknown', message: 'No such thing.' } };

describe('a call of a direct channel', () => {
  it('is a POST below its address', async () => {
    expect(await asked({ body: { figures: [] } })).toEqual({ kind: 'done', value: { figures: [] } });
    expect(shop.requests).toMatchObject([{ method: 'POST', path: '/stockline/figures', body: { listings: [] } }]);
  });

  it.each(['our calls', 'our next calls'])('is signed for a shop that knows only the secret of %s', async (known) => {
    await asked({ body: { figures: [] } }, [secretOf('our next calls'), secretOf('our calls')]);
    const { headers, body } = shop.requests[0] ?? { headers: {}, body: undefined };
    const given = headers as Record<string, string>;
    expect(new Webhook(secretOf(known)).verify(JSON.stringify(body), given)).toEqual({ listings: [] });
  });

  it('is throttled for as long as the shop says', async () => {
    expect(await asked({ status: 429, headers: { 'retry-after': '2.5' }, body: error })).toEqual({
      kind: 'throttled',
      retryAfterMs: 2_500,
    });
  });

  it('ends the credentials where its signature is not accepted', async () => {
    expect(await asked({ status: 401, body: error })).toMatchObject({
      kind: 'credentialsGone',
      reason: 'The direct channel web answered figures with status 401. unknown: No such thing.',
    });
  });

  it.each([400, 403, 404, 409, 422])('is refused with %i by the shop’s own word', async (status) => {
    expect(await asked({ status, body: error })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('No such thing.'),
    });
  });

  it.each([
    ['404 of a proxy', { status: 404, body: '<html>Not found</html>' }],
    ['401 of a proxy', { status: 401, body: '<html>Who are you?</html>' }],
    ['408', { status: 408, body: error }],
    ['500', { status: 500, body: error }],
    ['503', { status: 503, body: '' }],
    ['204', { status: 204, body: '' }],
    ['200 with something else', { body: { figure: 3 } }],
    ['302', { status: 302, headers: { location: 'https://example.com/' } }],
  ])('may have been done where it is answered with a %s', async (_, answer) => {
    await expect(asked(answer)).rejects.toThrow(/\w+ \w+/);
  });

  it('may have been done where the connection breaks', async () => {
    await expect(asked('hangUp')).rejects.toThrow();
  });
});
