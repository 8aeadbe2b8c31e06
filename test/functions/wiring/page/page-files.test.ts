import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { answerFile } from '../../../../functions/wiring/page/page-files.ts';
import { eventOf } from '../api/stock-api-under-test.ts';

const pack = (text: string) => gzipSync(text).toString('base64');
const FILES = {
  'index.html': { type: 'text/html; charset=utf-8', gzip: pack('<p>page</p>'), isNamedByContent: false },
  'page-1.js': { type: 'text/javascript; charset=utf-8', gzip: pack('run()'), isNamedByContent: true },
};
const get = (name: string, headers: Record<string, string> = { 'accept-encoding': 'br, gzip' }) =>
  answerFile(FILES, name, eventOf('GET /', { headers }));
const bytesOf = (answer: ReturnType<typeof get>) => Buffer.from(answer.body ?? '', 'base64');

describe('a file of the page', () => {
  it('is sent packed, or unpacked to a client that takes no gzip', () => {
    const packed = get('index.html');
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(bytesOf(packed)).toString()).toBe('<p>page</p>');
    const plain = get('index.html', {});
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(bytesOf(plain).toString()).toBe('<p>page</p>');
  });

  it('lets nothing run, load or ask but what comes from here, and is shown in no other page', () => {
    const policy = String(get('index.html').headers?.['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(get('index.html').headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
  });

  it('is kept by browsers where its name changes with it', () => {
    expect(get('page-1.js').headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect(get('index.html').headers).toMatchObject({ 'cache-control': 'no-cache' });
  });

  it.each(['page-2.js', 'toString', '__proto__', '../page.json'])('%s is not found', (name) => {
    expect(get(name)).toMatchObject({ statusCode: 404 });
  });
});
