/** A whole trial of the reference shop, or of one that breaks a promise. */
import { startReceiver } from '../../../cli/conformance/receiver.ts';
import { runTrial } from '../../../cli/conformance/run-trial.ts';
import { createShopCaller } from '../../../cli/conformance/shop-caller.ts';
import { type ShopSandboxOptions, startShopSandbox } from '../../../sandbox/shop/server.ts';
import { closing } from '../../sandbox/kernel/running.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { CALLING, closeAfter, type Message, relay, type Shop, SIGNING } from './broken-shops.ts';

const CATALOGUE = [
  { sku: 'PEN', title: 'Pen', quantity: 2 },
  { sku: 'MUG', title: 'Mug', quantity: 10 },
];

type Settings = {
  readonly options?: Partial<ShopSandboxOptions>;
  readonly sells?: boolean;
  readonly skus?: readonly string[];
  /** Where the shop is called, if not at itself. */
  readonly behind?: (shop: Shop) => Promise<string>;
  /** What it sends in place of each of its messages. */
  readonly says?: (message: Message) => readonly Message[];
  /** What goes wrong there. */
  readonly faults?: object;
};

/** Runs all rows, and says what became of each. */
export async function tried({ options = {}, sells = false, behind, says, faults, skus }: Settings) {
  const shop = await closing(
    startShopSandbox({
      catalogue: CATALOGUE,
      callingSecret: CALLING,
      signingSecret: SIGNING,
      retryDelaysMs: [50, 50],
      ...options,
    }),
  );
  const receiver = await startReceiver(SIGNING, 0);
  closeAfter(() => receiver.close());
  const url = (await behind?.(shop)) ?? shop.url;
  const receiveAt = says === undefined ? receiver.url : await relay(receiver.url, says);
  const { sell, act } = control(shop);
  if (faults !== undefined) {
    await control(shop).faults(faults);
  }
  const trial = {
    ...{ url, callingSecret: CALLING, receiver, receiveAt, chosen: undefined, skus, settleMs: 1_000 },
    waits: { messageMs: 2_000, changesMs: 1_000 },
    caller: createShopCaller(url, CALLING),
    people: sells
      ? {
          sell: ({ sku }: { sku: string }) => sell([{ sku, quantity: 1 }]),
          cancel: (order: string) => act(order, 'cancel', { restock: true }),
        }
      : {},
  };
  const rows = await runTrial(trial, () => undefined);
  const of = (kind: string) => rows.filter(({ verdict }) => verdict.kind === kind).map(({ name }) => name);
  return { rows, failing: of('fails'), untried: of('untried'), shows: () => control(shop).stock('MUG'), shop };
}
