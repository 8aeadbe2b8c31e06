import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..', '..');

it('npm run deploy without a configuration says how it is made, before it asks AWS anything', () => {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stderr, stdout } = spawnSync(process.execPath, ['local/deploy.ts', '--context', 'config=none.ts'], {
    ...{ cwd: PROJECT, encoding: 'utf8' },
    env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true' },
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('There is no none.ts, the configuration of your deployment: `npx stockline init` makes it.');
});
