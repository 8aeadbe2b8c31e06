/** Answers conditional requests: what has not changed is not sent again. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { headersOf } from '../../../shared/aws/lambda/http.ts';

/**
 * The answer with its entity tag, or 304 without a body where the request has that tag already (RFC 9110, sections 8.8.3 and
 * 13.1.2). Nothing between may keep it: it is asked for anew each time. Only answers of 200 to a GET have a tag.
 */
export function conditional(
  event: APIGatewayProxyEventV2,
  answer: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  const isRead = event.requestContext.http.method === 'GET' && answer.statusCode === 200;
  const headers = { ...answer.headers, 'cache-control': isRead ? 'private, no-cache' : 'no-store' };
  if (!isRead) {
    return { ...answer, headers };
  }
  const etag = `"${createHash('sha256')
    .update(answer.body ?? '')
    .digest('base64url')
    .slice(0, 22)}"`;
  return isKnown(headersOf(event)['if-none-match'], etag)
    ? { statusCode: 304, headers: { etag, 'cache-control': headers['cache-control'] } }
    : { ...answer, headers: { ...headers, etag } };
}

/** Tags may be weak where something between has compressed the answer. */
function isKnown(given: string | undefined, etag: string): boolean {
  const tags = given?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
