/** Connects the sandbox channels with the product's own command line. */
import { CannotStart } from '../processes/cannot-start.ts';
import { localOwnShop } from './asked-for.ts';
import { channelCredentials, type RunSecrets } from './secrets.ts';
import { runStockline, type StocklineOptions } from './stockline-command.ts';

/**
 * Connects the sandbox channels with the product's own command line, as a merchant does: it stores their credentials
 * and registers the webhooks and subscriptions that the sandboxes then send.
 */
export async function connectChannels(options: StocklineOptions, secrets: RunSecrets): Promise<void> {
  const credentials = channelCredentials(secrets, localOwnShop(process.env));
  const connecting = Object.entries(credentials).map(async ([channel, given]) => {
    const env = { STOCKLINE_CREDENTIALS: JSON.stringify(given) };
    return { channel, ...(await runStockline(options, `connect-${channel}`, ['connect', channel, '--yes'], env)) };
  });
  const failed = (await Promise.all(connecting)).find(({ code }) => code !== 0);
  if (failed === undefined) {
    return;
  }
  process.stdout.write(failed.output);
  throw new CannotStart(
    `${failed.channel} was not connected; what stockline printed is above and in ${failed.logPath}.`,
  );
}
