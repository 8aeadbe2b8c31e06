/** Connects a till, a 3PL or an ERP: nothing is registered, only tried. */

import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { PosChannel } from '../../../channel-config.ts';
import type { ChannelConnection } from '../../../ports/connecting/connection.ts';
import { postTest } from '../../test-delivery.ts';
import type { PosCredentials } from './credentials.ts';

/** A till, a 3PL or an ERP: nothing is registered anywhere, and every sender that knows the secret may send. */
export function createPosConnection(
  { id }: PosChannel,
  { signingSecrets: [secret = ''] }: PosCredentials,
  { webhookUrl, secretName }: { readonly webhookUrl: string; readonly secretName: string },
): ChannelConnection {
  return {
    channel: id,
    access: async () => ({ kind: 'accepted', account: 'your sender', missing: [] }),
    plan: async () => [],
    issued: async () => ({}),
    test() {
      const message = { id: randomUUID(), at: new Date() };
      const body = JSON.stringify({ type: 'stockline.test', timestamp: message.at.toISOString(), data: {} });
      return postTest(webhookUrl, body, {
        'webhook-id': message.id,
        'webhook-timestamp': String(Math.floor(message.at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(message.id, message.at, body),
      });
    },
    leftByHand: async () => [
      `Have the sender sign as Standard Webhooks with the first secret in ${secretName} (aws secretsmanager get-secret-value --secret-id ${secretName}), and send to ${webhookUrl}: docs/pos.md.`,
    ],
  };
}
