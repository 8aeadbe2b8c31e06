/** Receives the webhooks of a sandbox shop as the product does, and hands on what they were translated to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ShopifyChannel } from '../../../../shared/channel-config.ts';
import type { ShopifyCredentials } from '../../../../shared/channels/shopify/connecting/credentials.ts';
import { translateShopify } from '../../../../shared/channels/shopify/intake/translate.ts';
import { createShopifyVerifier } from '../../../../shared/channels/shopify/intake/verify.ts';
import type { Intake } from '../../../../shared/ports/channel/channel.ts';

/** When each webhook reaches the door. */
export const RECEIVED = '2026-11-24T18:00:00.000Z';

/** Receives a shop's webhooks as the product does: verified on the raw bytes, then translated. */
export async function openDoor(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  received: (intake: Intake) => unknown,
): Promise<{ readonly url: string; readonly close: () => Promise<unknown> }> {
  const verify = createShopifyVerifier(channel, credentials);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const rawBody = Buffer.concat(chunks);
      const verdict = await verify(rawBody, incoming.headers as Record<string, string>);
      if (verdict.valid) {
        received(translateShopify({ topic: verdict.topic, rawBody, channel, receivedAt: RECEIVED }));
      }
      outgoing.writeHead(verdict.valid ? 200 : 401).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
