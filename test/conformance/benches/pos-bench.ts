/** Opens an own shop that sends our own format for the conformance suite, and declares what it does not have. */
import type { PosChannel } from '../../../shared/channel-config.ts';
import { parsePosCredentials } from '../../../shared/channels/pos/connecting/credentials.ts';
import { pos } from '../../../shared/channels/pos/platform.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { MAIN } from '../../fakes/facts.ts';
import { signedAs } from '../../shared/channels/own-format/signed-headers.ts';
import type { AccountFacts, Delivery, IntakeBench, OpenIntake } from './bench.ts';

const secretOf = (account: number) => `whsec_${Buffer.from(`the secret of own shop ${account}`).toString('base64')}`;

/** An own shop that reports web orders in our own format, signed as Standard Webhooks. It shows nothing that we push to. */
export const posBench: IntakeBench = {
  platform: 'pos',
  open,
  parseSecret: parsePosCredentials,
  secret: { signingSecrets: [secretOf(1)] },
  malformed: '{"type": "order.updated", "timestamp": "2026-11-24T12:00:00Z", "data": {"id": "1"}}',
  unknown: 'parked',
  withOrderNumber: ({ headers, body }, order, digits) => ({
    headers,
    body: Buffer.from(body.toString().replaceAll(JSON.stringify(order), digits)),
  }),
};

async function open({ id, account = 1 }: AccountFacts): Promise<OpenIntake> {
  const ownSecret = secretOf(account);
  const config: PosChannel = { id: parseChannelId(id), platform: 'pos' };
  const receive = pos.intake.open(config, JSON.stringify({ signingSecrets: [ownSecret] }), { locations: [MAIN] });
  const orders = new Map<string, readonly { readonly sku: string; readonly quantity: number }[]>();
  const sent: Delivery[] = [];
  const send = (order: string, version: number, isCancelled: boolean) => {
    const lines = (orders.get(order) ?? []).map(({ sku, quantity }, index) => ({
      id: String(index + 1),
      sku,
      ordered: isCancelled ? 0 : quantity,
      shipped: 0,
      returned: 0,
    }));
    const data = { id: order, version, lines };
    const message = { type: 'order.updated', timestamp: new Date().toISOString(), data };
    sent.push(signed({ headers: {}, body: Buffer.from(JSON.stringify(message)) }, ownSecret, new Date()));
  };
  return {
    config,
    people: {
      async sell(lines) {
        const order = `W-${orders.size + 1}`;
        orders.set(order, lines);
        send(order, 1, false);
        return order;
      },
      cancel: async (order) => send(order, 2, true),
    },
    sent,
    allSent: async () => undefined,
    proof: {
      kind: 'signature',
      header: 'webhook-signature',
      toleranceSeconds: 300,
      sign: async (delivery, { secret = ownSecret, at = new Date() } = {}) => signed(delivery, secret, at),
    },
    receive: async (delivery) => receive({ ...delivery, receivedAt: new Date().toISOString() }),
    close: async () => undefined,
  };
}

function signed({ body }: Delivery, secret: string, at: Date): Delivery {
  return { headers: signedAs(secret, body.toString(), at), body };
}
