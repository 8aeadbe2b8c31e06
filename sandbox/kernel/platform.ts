/** What the kernel needs of a platform to run it as a sandbox. */
import type { IncomingHttpHeaders } from 'node:http';
import type { InventoryCall } from './call-log.ts';

/** A request as it arrived. `params` are the decoded `{name}` segments of the route's path; `rawBody` is what was signed. */
export type SandboxRequest = {
  method: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  rawBody: Buffer;
};

/** `outcome` is the word for the call log when the HTTP status does not say it: a refusal inside a 200, or `throttled`. */
export type SandboxAnswer = {
  status: number;
  body?: unknown;
  /** Sent as it stands, in place of a JSON body. */
  text?: string;
  headers?: Record<string, string>;
  outcome?: string;
};

/**
 * One path of the platform's own API. `path` has `{name}` segments. `describe` names the inventory rows in the request
 * for the call log, from the request alone, so that a throttled or lost call is on record too. `handle` gets
 * `apply: false` when the call is to be answered as a success without taking effect. `faults: false` exempts a route
 * (a token endpoint) from injected faults.
 */
export type PlatformRoute = {
  method: string;
  path: string;
  handle: (request: SandboxRequest, how: { apply: boolean }) => SandboxAnswer | Promise<SandboxAnswer>;
  describe?: (request: SandboxRequest) => InventoryCall[];
  faults?: false;
};

export type OrderLine = { sku: string; quantity: number };

/** What became of a control action; `reason` is a sentence for the person who called. */
export type ActionOutcome<T = undefined> =
  | { outcome: 'done'; value: T }
  | { outcome: 'unknown'; reason: string }
  | { outcome: 'insufficient'; reason: string }
  | { outcome: 'impossible'; reason: string }
  | { outcome: 'invalid'; reason: string };

type Eventually<T> = T | Promise<T>;

/**
 * What people do on the platform. An action takes effect before it returns, all of it or nothing; its notifications
 * follow by themselves. `edit` gives the named SKUs their new ordered quantity (0 removes the line, an unknown line is
 * added) and leaves the order's other lines alone. `refund` is at most what was ordered and not yet refunded.
 */
export type PlatformActions = {
  readStock: (sku: string) => Eventually<ActionOutcome<number>>;
  setStock: (sku: string, available: number) => Eventually<ActionOutcome>;
  placeOrder: (lines: OrderLine[]) => Eventually<ActionOutcome<string>>;
  cancel: (orderId: string, restock: boolean) => Eventually<ActionOutcome>;
  fulfil: (orderId: string) => Eventually<ActionOutcome>;
  refund: (orderId: string, lines: OrderLine[], restock: boolean) => Eventually<ActionOutcome>;
  edit: (orderId: string, lines: OrderLine[]) => Eventually<ActionOutcome>;
};

/** A platform as the kernel runs it; `throttled` and `failed` are its own wording of "slow down" and "our fault". */
export type SandboxPlatform = {
  actions: PlatformActions;
  routes: PlatformRoute[];
  throttled: (request: SandboxRequest) => SandboxAnswer;
  failed: (request: SandboxRequest) => SandboxAnswer;
  close?: () => void;
};

/** The body as JSON, or why it is none. */
export function jsonBody(request: SandboxRequest): { ok: true; value: unknown } | { ok: false; reason: string } {
  if (request.rawBody.length === 0) return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(request.rawBody.toString('utf8')) };
  } catch (error) {
    return { ok: false, reason: `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

/** Sums the lines of each SKU, in order of first mention: one order may name a SKU twice. */
export function sumBySku(lines: readonly OrderLine[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}
