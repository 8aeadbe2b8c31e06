import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../../local/stack/ports.ts';
import { startSandboxes } from '../../../local/stack/sandbox-channels.ts';
import { closing, controlOf } from '../../sandbox/kernel/running.ts';

async function outputs() {
  const [shopify, amazon, square] = [await freePort(), await freePort(), await freePort()];
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const nowhere = url(await freePort());
  return {
    version: 1 as const,
    aws: { endpoint: nowhere, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' },
    table: 'table',
    queueUrl: `${nowhere}/queue.fifo`,
    bus: 'bus',
    api: { url: nowhere, token: 'token' },
    page: { url: `${nowhere}/` },
    webhooks: {
      shopify: `${nowhere}/webhooks/shopify`,
      square: `${nowhere}/webhooks/square`,
      pos: `${nowhere}/webhooks/pos`,
      amazonQueueUrl: `${nowhere}/000000000000/amazon`,
    },
    shopifyShop: 'demo.myshopify.com',
    secrets: { shopify: 'client secret', square: 'signature key', pos: 'whsec_' },
    sandbox: { shopify: url(shopify), amazon: url(amazon), square: url(square) },
  };
}

describe('the sandbox channels of a local run', () => {
  it('stand at the URLs of its outputs and show the demo catalogue', async () => {
    const run = await outputs();
    await closing(startSandboxes(run));
    for (const url of Object.values(run.sandbox)) {
      const control = controlOf({ url });
      expect([await control.shown('DEMO-050'), await control.shown('FLASH')]).toEqual([100, 200]);
    }
  });

  it('sell while nobody is connected to them', async () => {
    const run = await outputs();
    await closing(startSandboxes(run));
    for (const url of Object.values(run.sandbox)) {
      const control = controlOf({ url });
      expect(await control.order({ sku: 'FLASH', quantity: 1 })).toMatchObject({ status: 201 });
      expect(await control.shown('FLASH')).toBe(199);
    }
  });

  it('have an own shop beside them where the run was asked for one', async () => {
    const sandbox = `http://127.0.0.1:${await freePort()}`;
    const ownShop = {
      url: sandbox,
      sandbox,
      webhook: 'http://127.0.0.1:1/webhooks/own-shop',
      callingSecret: '',
      signingSecret: '',
    };
    await closing(startSandboxes({ ...(await outputs()), ownShop }));
    expect(await controlOf({ url: sandbox }).shown('FLASH')).toBe(200);
  });

  it('start all or none: a taken port frees the others', async () => {
    const run = await outputs();
    const occupant = createServer();
    const port = Number(new URL(run.sandbox.square).port);
    await new Promise<void>((resolve) => occupant.listen({ port, host: '127.0.0.1' }, resolve));
    await expect(startSandboxes(run)).rejects.toThrow('EADDRINUSE');
    await new Promise((resolve) => occupant.close(resolve));
    await closing(startSandboxes(run));
  });
});
