/** Starts the sandbox channels of a local run: three, and an own shop where it is asked for. */
import { reachAws } from '../../sandbox/amazon/notifications/destinations.ts';
import { type AmazonSandboxOptions, startAmazonSandbox } from '../../sandbox/amazon/server.ts';
import { AMAZON_EVENT_BUS, OWN_SHOP, SHOPIFY } from '../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../sandbox/kernel/server.ts';
import { type ShopSandboxOptions, startShopSandbox } from '../../sandbox/shop/server.ts';
import { type ShopifySandboxOptions, startShopifySandbox } from '../../sandbox/shopify/server.ts';
import { type SquareSandboxOptions, startSquareSandbox } from '../../sandbox/square/server.ts';
import { hasStockWork } from './asked-for.ts';
import { clientConfig } from './aws.ts';
import { DEMO_CATALOGUE } from './demo-catalogue.ts';
import { demoListings } from './demo-listings.ts';
import type { LocalOutputs } from './outputs.ts';

export type SandboxesOptions = {
  shopify: ShopifySandboxOptions;
  amazon: AmazonSandboxOptions;
  square: SquareSandboxOptions;
};

export type RunningSandboxes = Record<keyof SandboxesOptions, RunningSandbox> & { close: () => Promise<void> };

type ChannelsOptions = SandboxesOptions & { ownShop: ShopSandboxOptions | undefined };

/** Starts the sandbox channels, all of them or, when a port is taken, none. */
async function startChannels(options: ChannelsOptions): Promise<RunningSandboxes> {
  const starting = [
    startShopifySandbox(options.shopify),
    startAmazonSandbox(options.amazon),
    startSquareSandbox(options.square),
    options.ownShop && startShopSandbox(options.ownShop),
  ] as const;
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((result) => result.status === 'rejected');
  const closeAll = async () => {
    await Promise.all(settled.map((result) => (result.status === 'fulfilled' ? result.value?.close() : undefined)));
  };
  if (failed) {
    await closeAll();
    throw failed.reason;
  }
  const [shopify, amazon, square] = await Promise.all(starting);
  return { shopify, amazon, square, close: closeAll };
}

/**
 * Starts the sandbox channels of a local run: at the URLs that its outputs state, with the demo catalogue. They
 * notify every subscriber. Rejects when a port is taken.
 */
export function startSandboxes(outputs: LocalOutputs): Promise<RunningSandboxes> {
  return startChannels(demoChannels(outputs));
}

function demoChannels(outputs: LocalOutputs): ChannelsOptions {
  const { aws, sandbox, secrets, shopifyShop, ownShop } = outputs;
  return {
    shopify: {
      port: portOf(sandbox.shopify),
      shop: shopifyShop,
      clientId: SHOPIFY.clientId,
      clientSecret: secrets.shopify,
      location: { id: SHOPIFY.locationId, name: 'Main' },
      furtherLocations: hasStockWork(process.env) ? [{ id: SHOPIFY.storeId, name: 'Store' }] : [],
      catalogue: [...DEMO_CATALOGUE, ...demoListings('shopify')],
    },
    amazon: {
      port: portOf(sandbox.amazon),
      catalogue: [...DEMO_CATALOGUE, ...demoListings('amazon')],
      reach: reachAws(AMAZON_EVENT_BUS, clientConfig(aws)),
    },
    square: {
      port: portOf(sandbox.square),
      catalogue: [...DEMO_CATALOGUE, ...demoListings('square')],
      // The run's outputs tell the key before anybody subscribes.
      nextSignatureKey: () => secrets.square,
    },
    ownShop:
      ownShop?.sandbox === undefined
        ? undefined
        : { ...OWN_SHOP, port: portOf(ownShop.sandbox), catalogue: DEMO_CATALOGUE },
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
