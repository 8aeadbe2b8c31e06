import { describe, expect, it } from '@jest/globals';
import { conditional } from '../../../../functions/wiring/api/conditional.ts';
import { json, problem } from '../../../../shared/aws/lambda/http.ts';
import { eventOf } from './stock-api-under-test.ts';

const tagOf = (body: object) => String(conditional(eventOf('GET /stock'), json(200, body)).headers?.['etag']);
const asked = (tag: string, body: object) =>
  conditional(eventOf('GET /stock', { headers: { 'If-None-Match': tag } }), json(200, body));

describe('an answer to a request that reads', () => {
  it('has a tag that changes with it, and is kept by nobody', () => {
    expect(tagOf({ units: 1 })).toMatch(/^"[\w-]{22}"$/);
    expect(tagOf({ units: 1 })).toBe(tagOf({ units: 1 }));
    expect(tagOf({ units: 1 })).not.toBe(tagOf({ units: 2 }));
    const { headers } = conditional(eventOf('GET /stock'), json(200, {}));
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', 'content-type': 'application/json' });
  });

  it.each([
    ['the tag', (tag: string) => tag],
    ['a weak form of it', (tag: string) => `W/${tag}`],
    ['several tags', (tag: string) => `"other", ${tag}`],
    ['any', () => '*'],
  ])('is not sent again to a request with %s', (_, given) => {
    const tag = tagOf({ units: 1 });
    expect(asked(given(tag), { units: 1 })).toEqual({
      statusCode: 304,
      headers: { etag: tag, 'cache-control': 'private, no-cache' },
    });
  });

  it('is sent once it has changed', () => {
    expect(asked(tagOf({ units: 1 }), { units: 2 })).toMatchObject({ statusCode: 200, body: '{"units":2}' });
  });
});

describe('other answers', () => {
  it('have no tag', () => {
    expect(conditional(eventOf('GET /stock'), problem(404, 'unknown_sku', 'No.')).headers).not.toHaveProperty('etag');
    const placed = conditional(eventOf('POST /holds'), json(200, {}));
    expect(placed.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(placed.headers).not.toHaveProperty('etag');
  });
});
