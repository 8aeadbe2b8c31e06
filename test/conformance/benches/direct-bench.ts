/** Opens a shop that speaks the channel protocol for the conformance suite, and declares what it does not have. */
import { startShopSandbox } from '../../../sandbox/shop/server.ts';
import type { DirectChannel } from '../../../shared/channel-config.ts';
import { capabilitiesOf } from '../../../shared/channels/capabilities.ts';
import { createDirectClient } from '../../../shared/channels/direct/client/channel-client.ts';
import { parseDirectCredentials } from '../../../shared/channels/direct/connecting/credentials.ts';
import { createDirectOrderFeed, createDirectSweep } from '../../../shared/channels/direct/orders/order-feed.ts';
import { direct } from '../../../shared/channels/direct/platform.ts';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { MAIN } from '../../fakes/facts.ts';
import { KEYS, secretOf } from '../../shared/channels/direct/own-shop.ts';
import { signedAs } from '../../shared/channels/own-format/signed-headers.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { AccountFacts, ChannelBench, Delivery, OpenChannel } from './bench.ts';
import { allDelivered, catalogueOf, IMPATIENT_MS, openDoor, peopleAt, remadeAt } from './sandbox-account.ts';

const PLACE = 'shop';

type Takes = NonNullable<DirectChannel['takes']>;
type Reports = 'orders' | 'sales';

function benchOf(takes: Takes, reports: Reports): ChannelBench {
  return {
    platform: 'direct',
    capabilities: capabilitiesOf(direct.facts.selling.capabilities, { takes }),
    provesLowering: takes === 'figures' ? 'readBack' : 'resultingCount',
    open: (facts) => openDirect(facts, { takes, reports }),
    parseSecret: parseDirectCredentials,
    secret: KEYS,
    malformed: '{"type": "order.updated", "timestamp": "2026-11-24T12:00:00Z", "data": {"id": "1"}}',
    unknown: 'parked',
    withOrderNumber: ({ headers, body }, order, digits) => ({
      headers,
      body: Buffer.from(body.toString().replaceAll(JSON.stringify(order), digits)),
    }),
    takesKeys: true,
    keepsListingsItself: false,
    oddities: {
      answerLater: ({ sandbox }) => control(sandbox).send('PUT', 'answers', { answer: 'unavailable', times: 1 }),
      endCredentials: ({ sandbox }) => control(sandbox).send('PUT', 'answers', { answer: 'unauthorized' }),
      restoreCredentials: ({ sandbox }) => control(sandbox).send('DELETE', 'answers'),
      spoilRow: async ({ sandbox }) => {
        const sku = 'ODD\u0007';
        await control(sandbox).send('POST', 'items', { sku, quantity: 5 });
        return sku;
      },
      copyOrder: null,
      remake: remadeAt,
    },
  };
}

/** A web shop that takes differences, compares them where it is asked to, and answers with the figure that results. */
export const directBench = benchOf('differences', 'orders');
/** A till that takes differences: what it sells has left. */
export const directTillBench = benchOf('differences', 'sales');
/** A web shop that can only take figures. */
export const directFiguresBench = benchOf('figures', 'orders');

/** The shop as every bench opens its account. */
export async function openDirect(
  { id, articles, nowMs, account = 1 }: AccountFacts,
  { takes, reports }: { readonly takes: Takes; readonly reports: Reports },
): Promise<OpenChannel> {
  const [signingSecret, callingSecret] = [secretOf(`the messages of ${account}`), secretOf(`the calls to ${account}`)];
  const credentials = { signingSecrets: [signingSecret], callingSecrets: [callingSecret] };
  const door = await openDoor();
  const clock = () => new Date(nowMs());
  const sandbox = await startShopSandbox({
    catalogue: catalogueOf(articles),
    ...{ takes, reports, location: PLACE },
    ...{ signingSecret, callingSecret, sendsTo: door.url, nowMs },
  });
  const config: DirectChannel = {
    id: parseChannelId(id),
    platform: 'direct',
    url: sandbox.url,
    locations: { [PLACE]: [MAIN] },
    takes,
    buffer: 0,
  };
  const receive = direct.intake.open(config, JSON.stringify(credentials), { locations: [MAIN] });
  const stranger = { ...credentials, callingSecrets: [secretOf('somebody else')] };
  return {
    config,
    sandbox,
    people: peopleAt(sandbox),
    sent: door.sent,
    allSent: () => allDelivered(sandbox),
    proof: {
      kind: 'signature',
      header: 'webhook-signature',
      toleranceSeconds: 300,
      sign: async (delivery, { secret = signingSecret, at = new Date() } = {}) => signed(delivery, secret, at),
    },
    receive: async (delivery) => receive({ ...delivery, receivedAt: clock().toISOString() }),
    client: createDirectClient(config, credentials),
    impatient: createDirectClient(config, credentials, { timeoutMs: IMPATIENT_MS }),
    stranger: createDirectClient(config, stranger),
    orderFeed: createDirectOrderFeed(config, credentials, clock),
    sweep: createDirectSweep(config, credentials, clock),
    pushAccount: pushAccountOf(direct, config),
    close: () => Promise.all([sandbox.close(), door.close()]),
  };
}

function signed({ body }: Delivery, secret: string, at: Date): Delivery {
  return { headers: signedAs(secret, body.toString(), at), body };
}
