import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UsageError } from '../../../../cli/command.ts';
import { conformanceCommand } from '../../../../cli/commands/connecting/conformance.ts';
import { startShopSandbox } from '../../../../sandbox/shop/server.ts';
import { closing } from '../../../sandbox/kernel/running.ts';
import { secretOf } from '../../../shared/channels/direct/own-shop.ts';

jest.setTimeout(60_000);

const CREDENTIALS = { callingSecret: secretOf('calls'), signingSecret: secretOf('messages') };
let folder: string;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-conformance-'));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The file with these credentials. */
function fileOf(credentials: object): string {
  const file = join(folder, 'shop.json');
  writeFileSync(file, JSON.stringify(credentials));
  return file;
}

async function shop() {
  const catalogue = [
    { sku: 'MUG', title: 'Mug', quantity: 10 },
    { sku: 'PEN', title: 'Pen', quantity: 1 },
  ];
  return (await closing(startShopSandbox({ catalogue, retryDelaysMs: [50, 50], ...CREDENTIALS }))).url;
}

describe('npx stockline conformance', () => {
  it('prints the table and ends with 0 where all holds', async () => {
    expect(await conformanceCommand.run([await shop(), '--credentials', fileOf(CREDENTIALS)])).toBe(0);
    expect(printed).toContain('  ok  describe      says who it is and how it takes figures\n');
    expect(printed).toMatch(/\n\d+ of \d+ hold, 0 do not, 7 not tried\.\n$/);
  });

  it('sells and takes back by the commands that it is given', async () => {
    const url = await shop();
    const order = `curl -s -X POST ${url}/_sandbox/orders -H 'content-type: application/json' -d`;
    const sell = `${order} "{\\"lines\\":[{\\"sku\\":\\"$STOCKLINE_SKU\\",\\"quantity\\":1}]}" | sed 's/.*:"//;s/".*//'`;
    const cancel = `${order.replace('/orders', '/orders/$STOCKLINE_ORDER/cancel')} '{"restock":true}'`;
    const skus = join(folder, 'skus.txt');
    writeFileSync(skus, 'MUG\n\nPEN \r\n');
    const people = ['--sell', sell, '--cancel', cancel, '--skus', skus];
    expect(await conformanceCommand.run([url, '--credentials', fileOf(CREDENTIALS), ...people, '--json'])).toBe(0);
    const { rows } = JSON.parse(printed);
    const others = rows.filter(({ verdict }: { verdict: { kind: string } }) => verdict.kind !== 'holds');
    expect(others.map(({ name }: { name: string }) => name)).toEqual(['figure', 'connect again']);
  });

  it('ends with 1 where a promise is not kept', async () => {
    const other = fileOf({ ...CREDENTIALS, callingSecret: secretOf('others') });
    expect(await conformanceCommand.run([await shop(), '--credentials', other])).toBe(1);
    expect(printed).toMatch(/!! {2}describe/);
  });

  it.each([
    [[], 'Give one URL'],
    [['http://shop.example.com'], 'over https'],
    [['https://shop.example.com', '--credentials', '{}'], 'signingSecrets is missing'],
    [['https://shop.example.com', '--credentials', '"a secret"'], 'is not a JSON object with the fields'],
  ])('is wrong usage as %j', async ([url, ...rest], sentence) => {
    const args = rest.length === 0 ? [] : ['--credentials', fileOf(JSON.parse(rest[1] ?? '{}'))];
    const running = conformanceCommand.run([...(url === undefined ? [] : [url]), ...args]);
    await expect(running).rejects.toThrow(UsageError);
    await expect(running).rejects.toThrow(sentence);
    await expect(running).rejects.not.toThrow('a secret');
  });
});
