/** The channels of a bench: the project's own sandboxes in this process, on the bench's clock. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { startAmazonSandbox } from '../../sandbox/amazon/server.ts';
import type { CatalogueItem } from '../../sandbox/kernel/catalogue.ts';
import { AMAZON, SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { startShopifySandbox } from '../../sandbox/shopify/server.ts';
import { startSquareSandbox } from '../../sandbox/square/server.ts';
import type { VirtualClock } from '../aws/virtual-clock.ts';
import { type Places, SELLING, type Selling } from './bench-config.ts';

const SHOPIFY_SECRET = 'client secret of the bench';
const SQUARE_KEY = 'signature key of the bench';
/** The till signs with it (https://www.standardwebhooks.com). */
export const POS_SECRET = `whsec_${Buffer.from('webhook secret of the bench').toString('base64')}`;

/** The credentials of each channel, as an operator's `connect` stores them. */
export const SECRETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    shopify: { clientId: SHOPIFY.clientId, clientSecrets: [SHOPIFY_SECRET] },
    amazon: { clientId: AMAZON.clientId, clientSecret: AMAZON.clientSecret, refreshToken: AMAZON.refreshToken },
    square: { accessToken: SQUARE.accessToken, signatureKey: SQUARE_KEY },
    pos: { signingSecrets: [POS_SECRET] },
    api: { token: 'token of the bench' },
  }).map(([name, secret]) => [`stockline/${name}`, JSON.stringify(secret)]),
);

export type OrderedLine = { readonly sku: string; readonly quantity: number };

export type Channels = Readonly<{
  urls: Places;
  /** A customer buys; resolves with the order's id. Rejects when the channel does not show enough. */
  sell(channel: Selling, lines: readonly OrderedLine[]): Promise<string>;
  /** The merchant ships the order, where the platform knows of shipments. */
  fulfil(channel: Selling, order: string): Promise<void>;
  /** What the channel shows its customers. */
  shows(channel: Selling, sku: string): Promise<number>;
  loseNotifications(): Promise<void>;
  /** Resolves once no channel has anything left to apply or to report. */
  settled(): Promise<void>;
  close(): Promise<void>;
}>;

export type ChannelsFacts = {
  readonly clock: VirtualClock;
  readonly catalogue: readonly CatalogueItem[];
  /** Where webhooks go. */
  readonly webhooks: (channel: Selling) => string;
  /** Takes what Amazon notifies of. */
  readonly amazonNotification: (text: string) => void;
  /** A call of a channel's API by the product. */
  readonly called: (channel: Selling) => void;
};

/** The sandboxes apply and report by real timers: as fast as they can. */
const AT_ONCE_MS = 1;
const SETTLES_MS = 4;

/** Starts the three sandboxes. */
export async function openChannels(facts: ChannelsFacts): Promise<Channels> {
  const { clock, catalogue, webhooks } = facts;
  const [shopify, amazon, square] = await Promise.all([
    startShopifySandbox({
      ...{ port: 0, shop: SHOPIFY.shop, clientId: SHOPIFY.clientId, clientSecret: SHOPIFY_SECRET, catalogue },
      webhookUrl: webhooks('shopify'),
      location: { id: SHOPIFY.locationId, name: 'Main' },
      now: clock.now,
    }),
    startAmazonSandbox({
      catalogue,
      orderChanges: { send: async (notification) => facts.amazonNotification(notification) },
      ...{ processingMs: AT_ONCE_MS, pendingMs: AT_ONCE_MS, nowMs: clock.nowMs },
    }),
    startSquareSandbox({
      catalogue,
      webhook: { url: webhooks('square'), signatureKey: SQUARE_KEY },
      nowMs: clock.nowMs,
    }),
  ]);
  const running = { shopify, amazon, square };
  const stopListening = listen(new Map(SELLING.map((channel) => [running[channel].port, channel])), facts.called);
  const ask = (channel: Selling, method: string, path: string, body?: object) =>
    asked(`${running[channel].url}/_sandbox/${path}`, method, body);
  return {
    urls: { shopify: shopify.url, amazon: amazon.url, square: square.url },
    sell: async (channel, lines) => v.parse(order, (await ask(channel, 'POST', 'orders', { lines })).body).id,
    async fulfil(channel, id) {
      const { status } = await ask(channel, 'POST', `orders/${encodeURIComponent(id)}/fulfil`, {});
      if (status >= 400 && channel !== 'square') {
        throw new Error(`${channel} does not ship the order ${id}: ${status}.`);
      }
    },
    shows: async (channel, sku) =>
      v.parse(shown, (await ask(channel, 'GET', `stock/${encodeURIComponent(sku)}`)).body).available,
    async loseNotifications() {
      await Promise.all(SELLING.map((channel) => ask(channel, 'PUT', 'faults', { seed: 1, webhook: { loss: 1 } })));
    },
    async settled() {
      for (let quiet = 0; quiet < 2; ) {
        await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
        const counts = await Promise.all(SELLING.map((channel) => ask(channel, 'GET', 'notifications')));
        quiet = counts.every(({ body }) => v.parse(notifications, body).waiting === 0) ? quiet + 1 : 0;
      }
    },
    async close() {
      stopListening();
      await Promise.all(Object.values(running).map((sandbox) => sandbox.close()));
    },
  };
}

const order = v.object({ id: v.string() });
const shown = v.object({ available: v.number() });
const notifications = v.object({ waiting: v.number() });

async function asked(
  url: string,
  method: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Node reports each request that a server of this process begins to serve (diagnostics_channel, Node 24). */
function listen(channels: ReadonlyMap<number, Selling>, called: (channel: Selling) => void): () => void {
  const began = (message: unknown) => {
    const { request } = started(message);
    const channel = channels.get(request?.socket.localPort ?? 0);
    if (channel !== undefined && request?.url?.startsWith('/_sandbox') === false) {
      called(channel);
    }
  };
  subscribe('http.server.request.start', began);
  return () => unsubscribe('http.server.request.start', began);
}

function started(message: unknown): { readonly request?: IncomingMessage } {
  return typeof message === 'object' && message !== null ? message : {};
}
