/** Asks Stockline's API to hold units, to give them back, and to keep them for an order (docs/holds.md). */
import type { HoldSettings } from '../modules/stockline/store-settings.ts';

/** Stockline decides a hold within 15 seconds, or answers 503. */
const TIMEOUT_MS = 20_000;

export type HoldLine = { readonly sku: string; readonly quantity: number };

export type HoldAnswer =
  | { readonly kind: 'held' }
  | { readonly kind: 'short'; readonly lines: readonly { readonly sku: string; readonly available: number }[] }
  /** The hold with this id is over: another try needs another id. */
  | { readonly kind: 'over' }
  | { readonly kind: 'unknownSkus'; readonly skus: readonly string[] }
  | { readonly kind: 'unreachable'; readonly reason: string };

export async function placeHold(
  settings: HoldSettings,
  hold: { readonly id: string; readonly lines: readonly HoldLine[] },
): Promise<HoldAnswer> {
  const { id, lines } = hold;
  const answer = await call(settings, '/holds', { id, ttlSeconds: settings.ttlSeconds, lines });
  if (answer === undefined) {
    return { kind: 'unreachable', reason: 'Stockline does not answer.' };
  }
  const { status, body } = answer;
  const error = fields(body['error']);
  if (status === 200 || status === 201) {
    return { kind: 'held' };
  }
  if (status === 409 && error['code'] === 'insufficient') {
    return { kind: 'short', lines: shortLines({ ...body, ...error }) };
  }
  if (status === 409) {
    return { kind: 'over' };
  }
  if (status === 404 && error['code'] === 'unknown_sku') {
    const { skus } = { ...body, ...error };
    return { kind: 'unknownSkus', skus: Array.isArray(skus) ? skus.map(String) : [] };
  }
  return { kind: 'unreachable', reason: `Stockline answers ${status} to a hold.` };
}

/** Gives the units of a hold back. Where nobody answers, its time ends it. */
export async function voidHold(settings: HoldSettings, id: string): Promise<void> {
  await call(settings, `/holds/${encodeURIComponent(id)}/void`, {});
}

/** Keeps the units of a hold for an order; false where Stockline did not decide, so that it must be asked again. */
export async function captureHold(settings: HoldSettings, id: string, order: string): Promise<boolean> {
  const answer = await call(settings, `/holds/${encodeURIComponent(id)}/capture`, { order });
  return answer !== undefined && answer.status < 500;
}

type Fields = Readonly<Record<string, unknown>>;

async function call(
  { url, token }: HoldSettings,
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly body: Fields } | undefined> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const parsed: unknown = await answer.json();
    return { status: answer.status, body: fields(parsed) };
  } catch {
    return undefined;
  }
}

function shortLines({ lines }: Fields): readonly { readonly sku: string; readonly available: number }[] {
  return (Array.isArray(lines) ? lines : []).map((line) => {
    const { sku, available } = fields(line);
    return { sku: String(sku), available: Number(available ?? 0) };
  });
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
