/** What the benches share: the catalogue, a server that receives webhooks, and customers at a sandbox. */

import { setTimeout as pause } from 'node:timers/promises';
import { type CatalogueItem, catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import { controlOf } from '../../sandbox/kernel/running.ts';
import { startReceiver } from '../../sandbox/kernel/webhook-receiver.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { Article, Delivery, People } from './bench.ts';

/** An answer that takes longer than this has not come, for those who do not wait. */
export const IMPATIENT_MS = 1_000;

/** The articles as every sandbox lists them. */
export function catalogueOf(articles: readonly Article[]): readonly CatalogueItem[] {
  return articles.map(({ sku, shows, ownFulfilment = true }) => {
    const item = catalogueItem(sku, `Article ${sku}`, shows);
    return ownFulfilment ? item : { ...item, amazon: { ...item.amazon, fulfilmentChannel: 'AMAZON_NA' } };
  });
}

/** A door that webhooks reach over HTTP: everything is taken and kept, what the product makes of it comes later. */
export async function openDoor() {
  const sent: Delivery[] = [];
  const receiver = await startReceiver((nth) => {
    const delivery = receiver.deliveries[nth];
    if (delivery !== undefined) {
      sent.push({ headers: textHeaders(delivery.headers), body: Buffer.from(delivery.rawBody) });
    }
    return 200;
  });
  return { url: receiver.url, sent, close: receiver.close };
}

function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Customers and the merchant at a sandbox. */
export function peopleAt(sandbox: RunningSandbox): People {
  const { sell, act } = control(sandbox);
  return { sell, cancel: (order) => act(order, 'cancel', { restock: true }) };
}

/** The item is deleted, and another is made under its SKU. */
export async function remadeAt(
  { sandbox }: { readonly sandbox: RunningSandbox },
  sku: string,
  quantity: number,
): Promise<unknown> {
  await control(sandbox).send('DELETE', `items/${encodeURIComponent(sku)}`);
  return control(sandbox).send('POST', 'items', { sku, quantity });
}

/** Longer than any sandbox takes from what happened to saying so; they run in this process, whose timers are in order. */
const REPORTS_WITHIN_MS = 25;

/** Resolves once the sandbox has nothing left to report. */
export async function allDelivered(sandbox: RunningSandbox): Promise<void> {
  do {
    await pause(REPORTS_WITHIN_MS);
  } while ((await controlOf(sandbox).notifications())['waiting'] !== 0);
}
