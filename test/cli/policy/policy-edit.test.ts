import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../cli/command.ts';
import { parsePolicies, parseSkus } from '../../../cli/files/policy-file.ts';
import { type EditValues, editIn, tagEditIn } from '../../../cli/policy/policy-edit.ts';
import { AMAZON, MUG, SHOPIFY } from '../../fakes/facts.ts';

const CHANNELS = [SHOPIFY, AMAZON];
const values = (given: Partial<EditValues>): EditValues => ({ default: false, clear: false, ...given });
const edit = (given: Partial<EditValues>) => editIn(values(given), CHANNELS);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterAll(() => rm(folder, { recursive: true }));
const fileOf = async (text: string): Promise<string> => {
  const path = join(folder, 'policies.csv');
  await writeFile(path, text);
  return path;
};

describe('what the options of policy ask for', () => {
  it('is every setting, at the place that is named', async () => {
    expect(
      await edit({
        prefix: 'SHOE-',
        policy: 'endgame',
        'safety-stock': '1',
        risk: '0.001',
        'endgame-at': 'auto',
        buffer: ['shopify=auto', 'amazon=3'],
        cap: ['amazon=none'],
      }),
    ).toEqual({
      kind: 'group',
      group: { kind: 'prefix', name: 'SHOE-' },
      isCleared: false,
      rules: {
        policy: 'endgame',
        safetyStock: 1,
        risk: 0.001,
        endgameAt: 'auto',
        channels: { shopify: { buffer: 'auto' }, amazon: { buffer: 3, cap: 'none' } },
      },
    });
  });

  it('is nothing where they name no place and say nothing', async () => {
    expect(await edit({})).toBeUndefined();
  });

  it('may be to forget what was said', async () => {
    expect(await edit({ sku: ['MUG'], clear: true })).toEqual({
      kind: 'skus',
      rules: new Map([[MUG, {}]]),
      isCleared: true,
    });
  });

  it('takes what a file says of a SKU over what the options say of all in it', async () => {
    const file = await fileOf('sku,policy,amazon.cap\nMUG,,5\n"CUP, blue",escrow,\n');
    expect(await edit({ file, policy: 'shared' })).toEqual({
      kind: 'skus',
      isCleared: false,
      rules: new Map([
        ['MUG', { policy: 'shared', channels: { amazon: { cap: 5 } } }],
        ['CUP, blue', { policy: 'escrow' }],
      ]),
    });
  });

  it.each<[string, Partial<EditValues>, RegExp]>([
    ['two places', { sku: ['MUG'], default: true, policy: 'escrow' }, /Say one of/],
    ['no place', { policy: 'escrow' }, /for which SKUs/],
    ['no change', { sku: ['MUG'] }, /what to change/],
    ['an unknown policy', { default: true, policy: 'fair' }, /policy “fair”: use shared, endgame, escrow/],
    [
      'a channel that is not there',
      { default: true, buffer: ['ebay=1'] },
      /no selling channel “ebay”.*shopify, amazon/,
    ],
    ['a channel without a value', { default: true, cap: ['amazon'] }, /--cap amazon: name the channel/],
    ['no whole units', { default: true, 'safety-stock': '-1' }, /safetyStock “-1”: use whole units/],
    ['more than any channel takes', { default: true, cap: ['amazon=1000000001'] }, /amazon.cap.*, or none/],
    ['nothing for units', { default: true, buffer: ['amazon='] }, /amazon.buffer “”.*, or auto/],
    ['a certain risk', { default: true, risk: '1' }, /risk “1”: use a chance/],
    ['an empty risk', { default: true, risk: ' ' }, /risk/],
    ['a tag that no list takes', { tag: 'a b', policy: 'escrow' }, /“a b” is no tag/],
  ])('is refused with a sentence: %s', async (_name, given, why) => {
    await expect(edit(given)).rejects.toThrow(why);
    await expect(edit(given)).rejects.toThrow(UsageError);
  });

  it('is refused where a file says nothing of a SKU', async () => {
    const file = await fileOf('sku,policy\nMUG,\n');
    await expect(edit({ file })).rejects.toThrow(/says nothing of MUG/);
  });
});

describe('tagging', () => {
  it('names SKUs, or a file of them', async () => {
    const file = await fileOf('name,sku\nMug,MUG\n');
    const tagged = { kind: 'tag', tag: 'sale', skus: new Set([MUG]), isRemoved: false };
    expect(await tagEditIn(['sale', 'MUG'], { file: undefined, isRemoved: false })).toEqual(tagged);
    expect(await tagEditIn(['sale'], { file, isRemoved: true })).toEqual({ ...tagged, isRemoved: true });
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['no tag', [], undefined],
    ['no SKU', ['sale'], undefined],
    ['SKUs and a file', ['sale', 'MUG'], 'file.csv'],
  ])('is refused: %s', async (_name, positionals, file) => {
    await expect(tagEditIn(positionals, { file, isRemoved: false })).rejects.toThrow(UsageError);
  });
});

describe('a file of policies', () => {
  it.each<[string, string, RegExp]>([
    ['no SKUs', 'name,policy\nMUG,escrow\n', /needs a column “sku”/],
    ['a column twice', 'sku,policy,policy\n', /names “policy” twice/],
    ['a column that is no setting', 'sku,color\nMUG,red\n', /Line 2: There is no setting “color”/],
    ['a value that does not fit', 'sku,risk\nCUP,0.1\nMUG,2\n', /Line 3: risk “2”/],
    ['a SKU twice', 'sku,risk\nMUG,0.1\nMUG,0.2\n', /Line 3: MUG stands in line 2 already/],
    ['a SKU without a name', 'sku,risk\n,0.1\n', /Line 2: A SKU has/],
  ])('is refused, with the line: %s', (_name, text, why) => {
    expect(() => parsePolicies(text, CHANNELS)).toThrow(why);
  });

  it('may come from a spreadsheet: with a mark at its beginning and spaces around', () => {
    expect(parseSkus('\uFEFFsku , name\r\n MUG , Mug\r\n')).toEqual(['MUG']);
  });
});
