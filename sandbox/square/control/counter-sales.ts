/** What cashiers and the merchant do at a Square point of sale. */
import { randomBytes } from 'node:crypto';
import { type ActionOutcome, type OrderLine, type PlatformActions, sumBySku } from '../../kernel/platform.ts';
import { type Adjustment, inventoryId } from '../inventory/inventory.ts';
import type { Till } from '../till.ts';

type SoldLine = { ordered: number; refunded: number };
type Sale = { id: string; state: 'open' | 'fulfilled' | 'cancelled'; lines: Map<string, SoldLine> };

/** A transition of stock at the till, and the sale and refund that caused it. */
type Transition = Pick<Adjustment, 'fromState' | 'toState'> & { transactionId: string; refundId?: string };

/**
 * What cashiers and the merchant do at a Square point of sale. A sale is one IN_STOCK → SOLD adjustment per line, with the
 * sale as `transaction_id` (`InventoryAdjustment` and `InventoryState` of github.com/square/connect-api-specification @5733f662 (2025-08), api.json). That
 * units which are restocked are RETURNED_BY_CUSTOMER → IN_STOCK, "returned through the Square Point of Sale", and that those
 * which are not are no inventory change, is our reading of the states. `fulfil` moves nothing: the goods left with the sale.
 */
export function counterSales(till: Till): PlatformActions {
  const sales = new Map<string, Sale>();
  const onSale = (id: string, act: (sale: Sale) => ActionOutcome): ActionOutcome => {
    const sale = sales.get(id);
    return sale ? act(sale) : { outcome: 'unknown', reason: `There is no order ${id}.` };
  };
  return {
    readStock: (sku) => shown(till, sku),
    setStock: (sku, available) => countBy(till, sku, available),
    placeOrder(lines) {
      const shortage = shortageOf(till, lines);
      if (shortage) return shortage;
      const id = saleId();
      for (const line of lines) move(till, line, { fromState: 'IN_STOCK', toState: 'SOLD', transactionId: id });
      const sold = [...sumBySku(lines)].map(([sku, ordered]) => [sku, { ordered, refunded: 0 }] as const);
      sales.set(id, { id, state: 'open', lines: new Map(sold) });
      return { outcome: 'done', value: id };
    },
    cancel: (id, restock) => onSale(id, (sale) => cancelSale(till, sale, restock)),
    fulfil: (id) =>
      onSale(id, (sale) => {
        if (sale.state !== 'open') return impossible(sale);
        sale.state = 'fulfilled';
        return done;
      }),
    refund: (id, lines, restock) => onSale(id, (sale) => refundLines(till, sale, lines, restock)),
    edit: (id, lines) => onSale(id, (sale) => editLines(till, sale, lines)),
  };
}

const done: ActionOutcome = { outcome: 'done', value: undefined };

function shown(till: Till, sku: string): ActionOutcome<number> {
  const variationId = till.variationOf(sku);
  if (variationId === undefined) return unknownSku(sku);
  return { outcome: 'done', value: till.inventory.count(variationId).quantity };
}

function countBy(till: Till, sku: string, quantity: number): ActionOutcome {
  const variationId = till.variationOf(sku);
  if (variationId === undefined) return unknownSku(sku);
  if (quantity < 0) return { outcome: 'invalid', reason: 'available: nobody counts less than 0 units.' };
  const at = till.clock();
  const count = { id: inventoryId(), variationId, quantity, occurredAt: at, createdAt: at };
  till.record({ ...count, type: 'PHYSICAL_COUNT', source: 'DASHBOARD' });
  return done;
}

function cancelSale(till: Till, sale: Sale, restock: boolean): ActionOutcome {
  if (sale.state !== 'open') return impossible(sale);
  const back = [...sale.lines].map(([sku, { ordered, refunded }]) => ({ sku, quantity: ordered - refunded }));
  if (restock) putBack(till, sale, back);
  sale.state = 'cancelled';
  return done;
}

function refundLines(till: Till, sale: Sale, lines: OrderLine[], restock: boolean): ActionOutcome {
  if (sale.state === 'cancelled') return impossible(sale);
  const sums = sumBySku(lines);
  for (const [sku, quantity] of sums) {
    const { ordered, refunded } = sale.lines.get(sku) ?? { ordered: 0, refunded: 0 };
    if (quantity > ordered - refunded) {
      const reason = `Order ${sale.id} has ${ordered - refunded} of ${sku} left to refund, not ${quantity}.`;
      return { outcome: 'impossible', reason };
    }
  }
  for (const [sku, quantity] of sums) {
    const line = sale.lines.get(sku);
    if (line) line.refunded += quantity;
  }
  if (restock) putBack(till, sale, lines);
  return done;
}

function editLines(till: Till, sale: Sale, lines: OrderLine[]): ActionOutcome {
  if (sale.state !== 'open') return impossible(sale);
  const changes = lines.map(({ sku, quantity }) => {
    const { ordered, refunded } = sale.lines.get(sku) ?? { ordered: 0, refunded: 0 };
    return { sku, quantity, refunded, more: quantity - ordered };
  });
  const refundedAlready = changes.find(({ quantity, refunded }) => quantity < refunded);
  if (refundedAlready) {
    const { sku, refunded } = refundedAlready;
    return { outcome: 'impossible', reason: `${refunded} of ${sku} are refunded: the line cannot go below that.` };
  }
  const added = changes.filter(({ more }) => more > 0).map(({ sku, more }) => ({ sku, quantity: more }));
  const shortage = shortageOf(till, added) ?? unknownAmong(till, lines);
  if (shortage) return shortage;
  for (const { sku, quantity, refunded } of changes) sale.lines.set(sku, { ordered: quantity, refunded });
  for (const line of added) move(till, line, { fromState: 'IN_STOCK', toState: 'SOLD', transactionId: sale.id });
  const removed = changes.filter(({ more }) => more < 0).map(({ sku, more }) => ({ sku, quantity: -more }));
  putBack(till, sale, removed);
  return done;
}

function putBack(till: Till, sale: Sale, lines: OrderLine[]): void {
  const refundId = `${sale.id}_${inventoryId()}`;
  for (const line of lines.filter(({ quantity }) => quantity > 0)) {
    move(till, line, { fromState: 'RETURNED_BY_CUSTOMER', toState: 'IN_STOCK', transactionId: sale.id, refundId });
  }
}

function move(till: Till, { sku, quantity }: OrderLine, transition: Transition): void {
  const variationId = till.variationOf(sku);
  if (variationId === undefined) throw new Error(`${sku} was sold but is not in the catalogue.`);
  const at = till.clock();
  const record = { id: inventoryId(), variationId, quantity, occurredAt: at, createdAt: at };
  till.record({ ...record, ...transition, type: 'ADJUSTMENT', source: 'SQUARE_POS' });
}

function shortageOf(till: Till, lines: OrderLine[]): Exclude<ActionOutcome, { outcome: 'done' }> | undefined {
  const unknown = unknownAmong(till, lines);
  if (unknown) return unknown;
  for (const [sku, quantity] of sumBySku(lines)) {
    const stock = shown(till, sku);
    const available = stock.outcome === 'done' ? stock.value : 0;
    if (available < quantity) {
      return { outcome: 'insufficient', reason: `Square shows ${available} of ${sku}, not ${quantity}.` };
    }
  }
  return undefined;
}

function unknownAmong(till: Till, lines: OrderLine[]) {
  const unknown = lines.find(({ sku }) => till.variationOf(sku) === undefined);
  return unknown && unknownSku(unknown.sku);
}

function unknownSku(sku: string) {
  return { outcome: 'unknown' as const, reason: `Square lists no SKU ${sku}.` };
}

function impossible({ id, state }: Sale): ActionOutcome {
  return { outcome: 'impossible', reason: `Order ${id} is ${state} already.` };
}

/** An id as Square gives its orders. */
function saleId(): string {
  return `CAISE${randomBytes(12).toString('hex').toUpperCase().slice(0, 22)}`;
}
