/** Reads requests of API Gateway and writes its answers. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/**
 * A webhook larger than this is refused: an order of 500 lines on Shopify has about 400 kB, a product of 2,048 variants
 * well over 1 MB. As base64 it still fits the 6 MB that Lambda takes (Lambda quotas, 2026-11).
 */
export const BODY_BYTES_MAX = 4_000_000;

/** How many bytes the body has, without decoding it. */
export function bodyBytes({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): number {
  return isBase64Encoded ? Math.floor((body.length * 3) / 4) : Buffer.byteLength(body);
}

/** The body as it was signed, byte for byte. */
export function rawBody(event: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

/** Header values by lower-case name. */
export function headersOf(event: Pick<APIGatewayProxyEventV2, 'headers'>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) {
      headers[name.toLowerCase()] = value;
    }
  }
  return headers;
}

export function json(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The error form of every endpoint: a code for machines and a sentence for people. */
export function problem(statusCode: number, code: string, message: string, more: object = {}) {
  return json(statusCode, { error: { code, message, ...more } });
}
