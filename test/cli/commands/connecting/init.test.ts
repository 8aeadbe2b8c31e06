import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../../shared/config.ts';
import { runCommandLine } from '../../run-command-line.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-init-'));
  file = join(folder, 'stockline.config.ts');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const init = (...args: string[]) => runCommandLine(['init', '--config', file, ...args]);

describe('stockline init', () => {
  it('writes a configuration that can be deployed, and says what comes next', async () => {
    const { code, stdout } = init('--square-locations', 'L1', '--till', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('npx stockline connect square, npx stockline connect pos');
    const { default: written } = await import(pathToFileURL(file).href);
    expect(parseConfig(written).channels.map(({ id }) => id)).toEqual(['square', 'pos']);
  });

  it('never writes over one that is there', () => {
    init('--till', '--yes');
    const before = readFileSync(file, 'utf8');
    expect(init('--square-locations', 'L1', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing was written.'),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['no channel', [], 'Name at least one channel'],
    ['half a channel', ['--shopify', 'a.myshopify.com'], '--shopify needs --shopify-locations, too.'],
    ['nobody who agrees', ['--till'], 'add --yes'],
  ])('is wrong usage with %s, and writes nothing', (_, args, says) => {
    expect(init(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
    expect(existsSync(file)).toBe(false);
  });

  it('shows the file beforehand, for people or as JSON', () => {
    expect(init('--till', '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("{ id: 'pos', platform: 'pos' }"),
    });
    const { code, stdout } = init('--till', '--dry-run', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { file, config: { channels: [{ id: 'pos' }] } }]);
    expect(existsSync(file)).toBe(false);
  });
});
