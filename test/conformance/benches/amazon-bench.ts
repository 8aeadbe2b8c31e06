/** Opens an Amazon seller for the conformance suite, and declares what Amazon does not have. */

import type { Destination } from '../../../sandbox/amazon/notifications/destinations.ts';
import { startAmazonSandbox } from '../../../sandbox/amazon/server.ts';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import type { AmazonChannel } from '../../../shared/channel-config.ts';
import { createAmazonClient } from '../../../shared/channels/amazon/client/channel-client.ts';
import { parseAmazonCredentials } from '../../../shared/channels/amazon/connecting/credentials.ts';
import { createAmazonOrderFeed, createAmazonSweep } from '../../../shared/channels/amazon/orders/order-feed.ts';
import { createAmazonOrderReader } from '../../../shared/channels/amazon/orders/order-reader.ts';
import { amazon } from '../../../shared/channels/amazon/platform.ts';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { MAIN } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { AccountFacts, ChannelBench, Delivery, OpenChannel } from './bench.ts';
import { allDelivered, catalogueOf, IMPATIENT_MS, peopleAt } from './sandbox-account.ts';

/** An Amazon seller: notifications through a queue that only Amazon may write to, absolute figures. */
export const amazonBench: ChannelBench = {
  platform: 'amazon',
  capabilities: amazon.facts.selling.capabilities,
  provesLowering: 'readBack',
  open,
  parseSecret: parseAmazonCredentials,
  secret: { clientId: 'id', clientSecret: 'secret', refreshToken: 'token' },
  malformed: '{"NotificationType": "ORDER_CHANGE", "Payload": {}}',
  unknown: 'parked',
  withOrderNumber: null,
  takesKeys: false,
  keepsListingsItself: true,
  oddities: {
    answerLater: ({ sandbox }) => control(sandbox).send('PUT', 'access', { expireTokens: true }),
    endCredentials: ({ sandbox }) => control(sandbox).send('PUT', 'access', { grant: 'revoked', expireTokens: true }),
    restoreCredentials: ({ sandbox }) => control(sandbox).send('PUT', 'access', { grant: 'given' }),
    spoilRow: async ({ sandbox }) => {
      const fulfillmentAvailability = [{ fulfillmentChannelCode: 'DEFAULT', quantity: 'many' }];
      await control(sandbox).send('PUT', 'payloads', { listings: { row: { sku: 'ODD', fulfillmentAvailability } } });
      return 'ODD';
    },
    copyOrder: null,
    remake: null,
  },
};

/** The sandbox takes its time with these: the least, so that what it accepted is applied before it is read. */
const AT_ONCE_MS = 1;
/** Faster than Amazon is, so that no test waits for a budget; its own limit is another test's. */
const GENEROUS = { perSecond: 1_000, burst: 1_000 };

async function open({ id, articles, nowMs, account = 1 }: AccountFacts): Promise<OpenChannel> {
  const seller = { ...AMAZON, sellerId: `${AMAZON.sellerId}${account}`, refreshToken: `Atzr|${account}` };
  const { clientId, clientSecret, refreshToken } = seller;
  const credentials = { clientId, clientSecret, refreshToken };
  const sent: Delivery[] = [];
  const queue: Destination = {
    send: async (notification) => {
      sent.push({ headers: {}, body: Buffer.from(notification) });
    },
  };
  const sandbox = await startAmazonSandbox({
    catalogue: catalogueOf(articles),
    account: seller,
    orderChanges: queue,
    quantityChanges: queue,
    processingMs: AT_ONCE_MS,
    pendingMs: AT_ONCE_MS,
    usagePlans: { patchListingsItem: GENEROUS, getListingsItem: GENEROUS, searchListingsItems: GENEROUS },
    nowMs,
  });
  const config: AmazonChannel = {
    id: parseChannelId(id),
    platform: 'amazon',
    sellerId: seller.sellerId,
    region: AMAZON.region,
    marketplaceIds: [AMAZON.marketplaceId],
    drawsOn: [MAIN],
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
  return {
    config,
    sandbox,
    people: peopleAt(sandbox),
    sent,
    allSent: () => allDelivered(sandbox),
    proof: {
      kind: 'queuePolicy',
      foreign: ({ headers, body }) => ({
        headers,
        body: Buffer.from(body.toString().replaceAll(seller.sellerId, 'A2ANOTHERSELLER')),
      }),
    },
    receive: async ({ body }) => ({
      kind: 'authentic',
      intake: amazon.intake.translate({
        body: body.toString(),
        channel: config,
        receivedAt: new Date(nowMs()).toISOString(),
      }),
    }),
    client: createAmazonClient(config, credentials),
    impatient: createAmazonClient(config, credentials, { timeoutMs: IMPATIENT_MS }),
    stranger: createAmazonClient(config, { ...credentials, clientSecret: 'of another app' }),
    orders: createAmazonOrderReader(config, credentials),
    orderFeed: createAmazonOrderFeed(config, credentials, () => new Date(nowMs())),
    sweep: createAmazonSweep(config, credentials, () => new Date(nowMs())),
    pushAccount: pushAccountOf(amazon, config),
    close: () => sandbox.close(),
  };
}
