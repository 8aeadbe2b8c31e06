/** Speaks to the running stack from outside: stock API, sandbox channels and the till. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import type { LocalOutputs } from '../stack/outputs.ts';
import type { SaleChannel } from './purchases.ts';

const listing = v.object({ channel: v.string(), sellable: v.number(), shown: v.number(), pending: v.number() });
const stockView = v.object({
  seq: v.number(),
  available: v.number(),
  escrow: v.optional(v.object({ inForce: v.boolean() })),
  listings: v.array(listing),
});
const shownStock = v.object({ available: v.number() });
const calls = v.array(v.object({ at: v.string(), kind: v.string() }));
const placedOrder = v.object({ id: v.string() });
const push = v.object({ endedAt: v.string() });
const trace = v.object({
  observations: v.array(
    v.object({ entry: v.optional(v.object({ postedAt: v.string() })), pushes: v.optional(v.array(push), []) }),
  ),
});

export type StockView = v.InferOutput<typeof stockView>;
export type TraceView = v.InferOutput<typeof trace>;

/** What the sale does from outside: as a customer of a channel, as the till, and as a reader of the stock API. */
export type StocklineClient = {
  stock(sku: string): Promise<StockView>;
  /** What the channel shows its customers now. */
  shownBy(channel: SaleChannel, sku: string): Promise<number>;
  /** The order's id, or undefined when the channel does not show enough. */
  buy(channel: SaleChannel, sku: string, quantity: number): Promise<string | undefined>;
  /** Units arrive at the main location, or with a negative change leave it: a signed message of the till. */
  move(sku: string, change: number): Promise<void>;
  /** How many calls since then wanted to change what the channel shows, whether they succeeded or not. */
  pushes(channel: SaleChannel, sku: string, since: Date): Promise<number>;
  /** Undefined while the ledger does not have the order. */
  trace(channel: SaleChannel, order: string): Promise<TraceView | undefined>;
};

/** A client of the run that is up; every method rejects with a sentence when the answer is not one it can use. */
export function stocklineClient({ api, sandbox, secrets, webhooks }: LocalOutputs): StocklineClient {
  const authorised = { authorization: `Bearer ${api.token}` };
  return {
    async stock(sku) {
      return v.parse(stockView, await json(await call(`${api.url}/stock/${sku}`, { headers: authorised }), 200));
    },
    async shownBy(channel, sku) {
      return v.parse(shownStock, await json(await call(`${sandbox[channel]}/_sandbox/stock/${sku}`), 200)).available;
    },
    async buy(channel, sku, quantity) {
      const answer = await call(`${sandbox[channel]}/_sandbox/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ lines: [{ sku, quantity }] }),
      });
      if (answer.status === 409) {
        return void (await answer.arrayBuffer());
      }
      return v.parse(placedOrder, await json(answer, 201)).id;
    },
    async move(sku, change) {
      const [id, now] = [`flash-sale-${randomUUID()}`, new Date()];
      const [type, what] =
        change > 0
          ? (['stock.received', { quantity: change }] as const)
          : (['stock.adjusted', { change, reason: 'flash sale' }] as const);
      const data = { id, location: 'main', lines: [{ id: '1', sku, ...what }] };
      const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secrets.pos).sign(id, now, body),
      };
      const answer = await call(webhooks.pos, { method: 'POST', headers, body });
      if (!answer.ok) {
        throw await unexpected(answer);
      }
    },
    async pushes(channel, sku, since) {
      const rows = v.parse(calls, await json(await call(`${sandbox[channel]}/_sandbox/calls?sku=${sku}`), 200));
      return rows.filter(({ at, kind }) => kind === 'change' && new Date(at) >= since).length;
    },
    async trace(channel, order) {
      const answer = await call(`${api.url}/trace/${channel}/${encodeURIComponent(order)}`, { headers: authorised });
      if (answer.status === 404) {
        return void (await answer.arrayBuffer());
      }
      return v.parse(trace, await json(answer, 200));
    },
  };
}

async function call(url: string, options: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    throw new Error(`${url} does not answer: is npm start still up?`, { cause: error });
  }
}

async function json(answer: Response, status: number): Promise<unknown> {
  if (answer.status !== status) {
    throw await unexpected(answer);
  }
  return answer.json();
}

async function unexpected(answer: Response): Promise<Error> {
  return new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
}
