import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rememberArns } from '../../../local/deploying/kept-context.ts';

const HERE = { stack: 'Stockline', account: '111111111111', region: 'eu-west-1' };
const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/Ledger';
const ELSEWHERE = 'arn:aws:dynamodb:eu-west-1:222222222222:table/Ledger';

describe('cdk.context.json remembers what a stack goes on with', () => {
  let folder = '';
  let file = '';
  const kept = () => JSON.parse(readFileSync(file, 'utf8'))['stockline:kept'];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockline-context-'));
    file = join(folder, 'cdk.context.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes no file where nothing is kept', () => {
    rememberArns(file, HERE, []);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('leaves what the CDK and others keep there', () => {
    writeFileSync(file, JSON.stringify({ 'availability-zones:x': ['a'], 'stockline:kept': { Other: [ELSEWHERE] } }));
    rememberArns(file, HERE, [TABLE]);
    expect(kept()).toEqual({ Other: [ELSEWHERE], Stockline: [TABLE] });
    expect(JSON.parse(readFileSync(file, 'utf8'))['availability-zones:x']).toEqual(['a']);
  });

  it('replaces what was kept in this account and region, and leaves that of others', () => {
    rememberArns(file, { ...HERE, account: '222222222222' }, [ELSEWHERE]);
    rememberArns(file, HERE, [TABLE]);
    expect(kept()).toEqual({ Stockline: [TABLE, ELSEWHERE] });
    rememberArns(file, HERE, []);
    expect(kept()).toEqual({ Stockline: [ELSEWHERE] });
  });
});
