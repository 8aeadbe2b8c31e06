/** The files of the page as they were built, packed already. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { headersOf, problem } from '../../../shared/aws/lambda/http.ts';

const packedFiles = v.record(
  v.string(),
  v.object({ type: v.string(), gzip: v.string(), isNamedByContent: v.boolean() }),
);

/** By name; `index.html` is the page itself. `gzip`: as base64. `isNamedByContent`: the name changes with the contents. */
export type PageFiles = v.InferOutput<typeof packedFiles>;

/** The files that the stack put beside the function's code (infra/constructs/page-files.ts). */
export function builtFiles(): PageFiles {
  return v.parse(packedFiles, JSON.parse(readFileSync(new URL('page.json', import.meta.url), 'utf8')));
}

/**
 * Only what comes from here is loaded, run, shown or asked; nothing within the page's text runs; nobody shows the page in
 * another one (https://www.w3.org/TR/CSP3/, 2026).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': POLICY,
  // The address of the API has no HTTP; a domain of the merchant's own in front of it may.
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

const A_YEAR_S = 31_536_000;

/** The file, packed where the browser takes that; 404 where there is none by that name. */
export function answerFile(
  files: PageFiles,
  name: string,
  event: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) {
    return problem(404, 'unknown_route', 'The page has no such file.');
  }
  const takesPacked = /\bgzip\b/.test(headersOf(event)['accept-encoding'] ?? '');
  return {
    statusCode: 200,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': file.type,
      vary: 'accept-encoding',
      'cache-control': file.isNamedByContent ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache',
      ...(takesPacked && { 'content-encoding': 'gzip' }),
    },
    isBase64Encoded: true,
    body: takesPacked ? file.gzip : gunzipSync(Buffer.from(file.gzip, 'base64')).toString('base64'),
  };
}
