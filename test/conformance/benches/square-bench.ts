/** Opens a Square account for the conformance suite, and declares what Square does not have. */

import { createHmac } from 'node:crypto';
import { SQUARE } from '../../../sandbox/kernel/identities.ts';
import { startSquareSandbox } from '../../../sandbox/square/server.ts';
import type { SquareChannel } from '../../../shared/channel-config.ts';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { createSquareClient } from '../../../shared/channels/square/client/channel-client.ts';
import { parseSquareCredentials } from '../../../shared/channels/square/connecting/credentials.ts';
import { createSquareChangeReader } from '../../../shared/channels/square/orders/change-reader.ts';
import { createSquareOrderFeed, createSquareSweep } from '../../../shared/channels/square/orders/order-feed.ts';
import { square } from '../../../shared/channels/square/platform.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { MAIN } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { AccountFacts, ChannelBench, OpenChannel } from './bench.ts';
import { allDelivered, catalogueOf, IMPATIENT_MS, openDoor, peopleAt, remadeAt } from './sandbox-account.ts';

const SIGNATURE = 'x-square-hmacsha256-signature';

/** A Square account: signed notices over HTTP whose changes are read, differences as adjustments. */
export const squareBench: ChannelBench = {
  platform: 'square',
  capabilities: square.facts.selling.capabilities,
  provesLowering: 'resultingCount',
  open: (facts) => openSquare(facts),
  parseSecret: parseSquareCredentials,
  secret: { accessToken: 'token', signatureKey: 'key' },
  malformed: '{"type": "inventory.count.updated", "data": {"object": {"inventory_counts": [{}]}}}',
  unknown: 'logged',
  withOrderNumber: null,
  takesKeys: true,
  keepsListingsItself: false,
  oddities: {
    answerLater: ({ sandbox }) => control(sandbox).send('PUT', 'answers', { answer: 'temporaryError', times: 1 }),
    endCredentials: ({ sandbox }) => control(sandbox).send('PUT', 'answers', { answer: 'tokenRevoked' }),
    restoreCredentials: ({ sandbox }) => control(sandbox).send('DELETE', 'answers'),
    spoilRow: async ({ sandbox }) => {
      await control(sandbox).send('POST', 'items', { sku: 'ODD', quantity: '0.5', soldBy: 'kg' });
      return 'ODD';
    },
    copyOrder: null,
    remake: remadeAt,
  },
};

/** The account as every bench opens it, with further settings where a test has them. */
export async function openSquare(
  { id, articles, nowMs, account = 1 }: AccountFacts,
  settings: Pick<SquareChannel, 'stockWork'> = {},
): Promise<OpenChannel> {
  const credentials = { accessToken: `${SQUARE.accessToken}-${account}`, signatureKey: `key ${account}` };
  const door = await openDoor();
  const clock = () => new Date(nowMs());
  const sandbox = await startSquareSandbox({
    catalogue: catalogueOf(articles),
    account: { ...SQUARE, accessToken: credentials.accessToken },
    webhook: { url: door.url, signatureKey: credentials.signatureKey },
    nowMs,
  });
  const config: SquareChannel = {
    id: parseChannelId(id),
    platform: 'square',
    locations: { [SQUARE.locationId]: [MAIN] },
    webhookUrl: door.url,
    apiEndpoint: sandbox.url,
    buffer: 0,
    ...settings,
  };
  const receive = square.intake.open(config, JSON.stringify(credentials), { locations: [MAIN] });
  return {
    config,
    sandbox,
    people: peopleAt(sandbox),
    sent: door.sent,
    allSent: () => allDelivered(sandbox),
    proof: {
      kind: 'signature',
      header: SIGNATURE,
      toleranceSeconds: null,
      sign: async ({ headers, body }, { secret = credentials.signatureKey } = {}) => {
        const signature = createHmac('sha256', secret).update(`${door.url}${body}`).digest('base64');
        return { headers: { ...headers, [SIGNATURE]: signature }, body };
      },
    },
    receive: async (delivery) => receive({ ...delivery, receivedAt: clock().toISOString() }),
    client: createSquareClient(config, credentials, { clock }),
    impatient: createSquareClient(config, credentials, { clock, timeoutMs: IMPATIENT_MS }),
    stranger: createSquareClient(config, { ...credentials, accessToken: 'of another account' }, { clock }),
    readChanges: createSquareChangeReader(config, credentials),
    orderFeed: createSquareOrderFeed(config, credentials, clock),
    sweep: createSquareSweep(config, credentials, clock),
    pushAccount: pushAccountOf(square, config),
    close: () => Promise.all([sandbox.close(), door.close()]),
  };
}
