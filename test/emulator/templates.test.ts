/** The templates as cfn-lint reads them: by the resource schemas of several regions. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { StocklineConfigInput } from '../../shared/config.ts';
import { construct, longestNames, MERCHANT } from '../infra/synthesis.ts';

const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
/** The CDK writes down dependencies that follow from references too: W3005. It is harmless. */
const IGNORED = ['W3005'];
/** Nested stacks of one platform differ only in names: one of each platform is read. */
const NESTED_READ = 3;

/** What cfn-lint says, a line for each problem; empty where it finds none. */
function problemsOf(config: StocklineConfigInput, stage?: string): string {
  const python = process.env['STOCKLINE_TEST_CFN_LINT'];
  if (python === undefined) {
    throw new Error('These tests need cfn-lint: run them with `npm test`, which fetches it.');
  }
  const { directory } = construct(config, false, stage).app.synth();
  const templates = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
  const nested = templates.filter((name) => name.includes('.nested.')).slice(0, NESTED_READ);
  const read = [...templates.filter((name) => !name.includes('.nested.')), ...nested];
  const options = ['--regions', ...REGIONS, '--ignore-checks', ...IGNORED, '--format', 'parseable'];
  const files = read.map((name) => join(directory, name));
  const linter = join(dirname(python), 'cfn-lint');
  const { stdout, stderr, status } = spawnSync(linter, [...options, '--', ...files], { encoding: 'utf8' });
  return status === 0 ? stdout : `${stdout}${stderr}(exit code ${status})`;
}

describe('cfn-lint finds nothing', () => {
  it('in the stack of a merchant with a few channels', () => {
    expect(problemsOf(MERCHANT)).toBe('');
  }, 180_000);

  it('in the stacks of a stage with many channels', () => {
    expect(problemsOf(longestNames(12), 'acceptance12')).toBe('');
  }, 300_000);
});
