import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { pageFiles } from '../../../infra/constructs/page-files.ts';

const FILES = pageFiles();
const packedBytes = (gzip: string) => Buffer.from(gzip, 'base64').length;
const textOf = (name: string) => gunzipSync(Buffer.from(FILES[name]?.gzip ?? '', 'base64')).toString();

describe('the files of the page', () => {
  it('are one page, one script and one style sheet, the last two named by their contents', () => {
    const names = Object.keys(FILES).sort();
    const endings = names.map((name) => name.replace(/^page-\w{10}/, 'page-'));
    expect(endings.sort()).toEqual(['index.html', 'page-.css', 'page-.js']);
    for (const name of names.slice(1)) {
      expect(textOf('index.html')).toContain(`assets/${name}`);
    }
  });

  it('are the same bytes whenever they are made', () => {
    expect(pageFiles()).toEqual(FILES);
  });

  it('have at most 80 kB packed in all', () => {
    const bytes = Object.values(FILES).reduce((sum, { gzip }) => sum + packedBytes(gzip), 0);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(80_000);
  });

  it('run nothing within the text, and load nothing from elsewhere', () => {
    const html = textOf('index.html');
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|https?:/);
    const script = textOf(Object.keys(FILES).find((name) => name.endsWith('.js')) ?? '');
    // Names of XML dialects are no addresses that anything asks.
    expect(script.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|\beval\(|new Function\(/);
  });
});
