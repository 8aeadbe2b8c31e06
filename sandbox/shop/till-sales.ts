/** What cashiers do at a till: the goods leave as they are sold, so each message is a movement with an id of its own. */
import { type ActionOutcome, type OrderLine, type PlatformActions, sumBySku } from '../kernel/platform.ts';
import { shortageOf, take } from './figures.ts';
import type { Shop } from './shop.ts';

type Receipt = { id: string; left: Map<string, number>; returns: number };

const DONE = { outcome: 'done', value: undefined } as const;

export function tillSales(shop: Shop): Omit<PlatformActions, 'readStock' | 'setStock'> {
  const receipts = new Map<string, Receipt>();
  const on = (id: string, act: (receipt: Receipt) => ActionOutcome): ActionOutcome => {
    const receipt = receipts.get(id);
    return receipt ? act(receipt) : { outcome: 'unknown', reason: `There is no receipt ${id}.` };
  };
  const bringBack = (receipt: Receipt, lines: Map<string, number>, restock: boolean): ActionOutcome => {
    for (const [sku, quantity] of lines)
      if ((receipt.left.get(sku) ?? 0) < quantity)
        return { outcome: 'impossible', reason: `Receipt ${receipt.id} has less than ${quantity} of ${sku} left.` };
    for (const [sku, quantity] of lines) receipt.left.set(sku, (receipt.left.get(sku) ?? 0) - quantity);
    if (!restock) return DONE;
    receipt.returns += 1;
    say(shop, 'sale.returned', `${receipt.id}-R${receipt.returns}`, lines);
    return DONE;
  };
  return {
    placeOrder(lines: OrderLine[]) {
      const shortage = shortageOf(shop, lines);
      if (shortage) return shortage;
      const receipt = { id: `T-${1_000 + receipts.size + 1}`, left: sumBySku(lines), returns: 0 };
      receipts.set(receipt.id, receipt);
      say(shop, 'sale.completed', receipt.id, receipt.left);
      return { outcome: 'done', value: receipt.id };
    },
    cancel: (id, restock) => on(id, (receipt) => bringBack(receipt, new Map(receipt.left), restock)),
    fulfil: (id) => on(id, () => DONE),
    refund: (id, lines, restock) => on(id, (receipt) => bringBack(receipt, sumBySku(lines), restock)),
    edit: (id) =>
      on(id, () => ({ outcome: 'impossible', reason: 'A receipt is not edited: return it and sell anew.' })),
  };
}

function say(shop: Shop, type: 'sale.completed' | 'sale.returned', id: string, units: Map<string, number>): void {
  const sold = [...units].filter(([, quantity]) => quantity > 0);
  const lines = sold.map(([sku, quantity], index) => ({ id: String(index + 1), sku, quantity }));
  for (const { sku, quantity } of lines) take(shop, sku, type === 'sale.completed' ? quantity : -quantity);
  if (lines.length > 0) shop.say({ type, timestamp: shop.now(), data: { id, lines } });
}
