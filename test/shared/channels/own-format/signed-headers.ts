/** The headers of a message that its sender signs as Standard Webhooks says, with the specification's own library. */
import { Webhook } from 'standardwebhooks';

export function signedAs(secret: string, body: string, at = new Date(), id = 'msg_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}
