/** Connects a till, a 3PL or an ERP: nothing is registered, only tried. */

import type { PosChannel } from '../../../channel-config.ts';
import type { ChannelConnection } from '../../../ports/connecting/connection.ts';
import { postTest } from '../../connecting/test-delivery.ts';
import { signedHeaders } from '../../own-format/sign.ts';
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
      const body = JSON.stringify({ type: 'stockline.test', timestamp: new Date().toISOString(), data: {} });
      return postTest(webhookUrl, body, signedHeaders(body, [secret]));
    },
    leftByHand: async () => [
      `Have the sender sign as Standard Webhooks with the first secret in ${secretName} (aws secretsmanager get-secret-value --secret-id ${secretName}), and send to ${webhookUrl}: docs/pos.md.`,
    ],
  };
}
