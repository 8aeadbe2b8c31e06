/** The one channel that a function serves, and what the function opens of it with the channel's secret. */

import { secretName, servedChannels } from '../../shared/aws/lambda/environment.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { cachedSecrets, madeOfSecret } from '../../shared/aws/secrets/secrets.ts';
import type { AnyChannel, Opener, Platform } from '../../shared/channels/platform.ts';

/**
 * `opened` makes anew what it opens when the secret changes; it rejects when the secret is not usable. `isSecretReplaced`
 * reads the secret now: whether it is another than what was opened last is made of.
 */
export function openedChannel<Channel extends AnyChannel, Opened>(
  platform: Platform<Channel>,
  open: Opener<Channel, Opened>,
): {
  readonly channel: Channel;
  readonly opened: () => Promise<Opened>;
  readonly isSecretReplaced: () => Promise<boolean>;
} {
  const [channel] = servedChannels(platform.channel);
  const secrets = cachedSecrets(secretsClient());
  const { made, isReplaced } = madeOfSecret(secrets, secretName(channel.id), (text) => open(channel, text));
  return { channel, opened: made, isSecretReplaced: isReplaced };
}
