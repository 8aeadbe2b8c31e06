import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningSandbox } from '../../../../../sandbox/kernel/server.ts';
import { startShopSandbox } from '../../../../../sandbox/shop/server.ts';
import type { DirectChannel } from '../../../../../shared/channel-config.ts';
import { createDirectConnection } from '../../../../../shared/channels/direct/connecting/connection.ts';
import { verifySignature } from '../../../../../shared/channels/own-format/verify.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { carryOut } from '../../connecting.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';
import { KEYS, ownShop, secretOf } from '../own-shop.ts';

let door: StubServer;
let status: number;
let url: string;
let shop: RunningSandbox;

beforeEach(async () => {
  status = 200;
  door = await startStubServer(() => ({ status }));
  url = `${door.endpoint}/webhooks/web`;
  shop = await startShopSandbox({
    catalogue: [],
    ...{ name: 'Mugs and more', signingSecret: secretOf('its messages'), callingSecret: secretOf('our calls') },
  });
});

afterEach(async () => {
  await Promise.all([shop.close(), door.close()]);
});

const connect = (rest: Partial<DirectChannel> = {}, keys = KEYS) =>
  createDirectConnection({ ...ownShop(shop.url), ...rest }, keys, { webhookUrl: url });

describe('connecting an own shop', () => {
  it('is let in with the calling secret only', async () => {
    expect(await connect().access()).toEqual({ kind: 'accepted', account: 'Mugs and more', missing: [] });
    expect(await connect({}, { ...KEYS, callingSecrets: [secretOf('somebody else')] }).access()).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('401'),
    });
  });

  it('is refused by a shop that lets everybody in: anybody could change what it shows', async () => {
    const open = await startStubServer(() => ({
      body: { protocol: 1, name: 'Open to all', takes: 'differences', locations: ['shop'], sendsTo: null },
    }));
    try {
      expect(await connect({ url: open.endpoint }).access()).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(/^Open to all does not answer 401/),
      });
    } finally {
      await open.close();
    }
  });

  it('names what the configuration has otherwise: how it takes quantities, and its locations', async () => {
    expect(await connect({ takes: 'figures' }).access()).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining("takes: 'differences'"),
    });
    expect(await connect({ locations: { cellar: [parseLocationId('main')] } }).access()).toMatchObject({
      missing: [{ grant: 'location cellar', isRequired: true }],
    });
  });

  it('has the shop send its messages here, from wherever it sent them before', async () => {
    const first = createDirectConnection(ownShop(shop.url), KEYS, { webhookUrl: `${door.endpoint}/webhooks/old` });
    expect((await first.plan()).map(({ step }) => step.kind)).toEqual(['create']);
    await carryOut(first);
    expect((await connect().plan()).map(({ step }) => step)).toMatchObject([{ kind: 'change', target: url }]);
    await carryOut(connect());
    expect((await connect().plan()).map(({ step }) => step.kind)).toEqual(['keep']);
  });

  it('is proved in the other direction by a message of the shop, which moves no stock', async () => {
    await carryOut(connect());
    expect(await connect().test()).toMatchObject({ kind: 'passed' });
    const { headers, body } = door.requests[0] ?? { headers: {}, body: undefined };
    const raw = Buffer.from(JSON.stringify(body));
    expect(verifySignature(raw, headers as Record<string, string>, KEYS)).toMatchObject({ valid: true });
    status = 401;
    expect(await connect().test()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('401') });
    await door.close();
    expect(await connect().test()).toMatchObject({ kind: 'failed' });
    door = await startStubServer(() => ({}));
  });
});
