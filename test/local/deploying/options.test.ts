import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '../../../local/deploying/options.ts';

describe('the options of npm run deploy', () => {
  it.each([
    [[], { kind: 'present' }, undefined, []],
    [['--require-approval', 'never'], { kind: 'present' }, undefined, ['--require-approval', 'never']],
    [['--table', 'Old-Ledger', '--all'], { kind: 'named', name: 'Old-Ledger' }, undefined, ['--all']],
    [['--table=Old-Ledger'], { kind: 'named', name: 'Old-Ledger' }, undefined, []],
    [['--new-table', '--verbose'], { kind: 'new' }, undefined, ['--verbose']],
    [['--stage', 'staging'], { kind: 'present' }, 'staging', ['--context', 'stage=staging']],
    [['--verbose', '--stage=staging'], { kind: 'present' }, 'staging', ['--verbose', '--context', 'stage=staging']],
    [['--profile', 'shop'], { kind: 'present' }, undefined, ['--profile', 'shop']],
  ])('%j: ours are taken, the others go to the CDK', (args, table, stage, cdk) => {
    expect(parseOptions(args)).toMatchObject({ table, stage, cdk });
  });

  it.each([
    [[], 'stockline.config.ts'],
    [['--context', 'stage=x'], 'stockline.config.ts'],
    [['--context', 'config=shops/eu.ts', '--all'], 'shops/eu.ts'],
    [['-c', 'config=a.ts', '--context=config=b.ts'], 'b.ts'],
  ])('%j: the configuration is %s', (args, config) => {
    expect(parseOptions(args).config).toBe(config);
  });

  it('knows a deployment that is only prepared', () => {
    expect(parseOptions(['--method', 'prepare-change-set']).isOnlyPrepared).toBe(true);
    expect(parseOptions(['--method=direct']).isOnlyPrepared).toBe(false);
  });

  it.each([
    [['--table'], '--table needs a value.'],
    [['--table', '--all'], '--table needs a value.'],
    [['--stage='], '--stage needs a value.'],
    [['--table', 'A', '--new-table'], 'Give --table or --new-table, not both.'],
  ])('%j is refused: %s', (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});
