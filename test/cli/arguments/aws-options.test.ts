import { afterEach, describe, expect, it } from '@jest/globals';
import { currentStage, takeAwsOptions } from '../../../cli/arguments/aws-options.ts';

const NAMES = ['AWS_PROFILE', 'AWS_REGION', 'STOCKLINE_STAGE'];
const before = NAMES.map((name) => process.env[name]);

afterEach(() => {
  for (const [index, name] of NAMES.entries()) {
    const value = before[index];
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
});

describe('options that every command takes', () => {
  it('name the deployment, and are not seen by the command', () => {
    const rest = takeAwsOptions(['FLASH', '--stage=staging', '--json', '--region', 'eu-west-1', '--profile', 'shop']);
    expect(rest).toEqual(['FLASH', '--json']);
    expect(NAMES.map((name) => process.env[name])).toEqual(['shop', 'eu-west-1', 'staging']);
    expect(currentStage()).toBe('staging');
  });

  it.each([[['--stage']], [['--region', '--json']], [['--profile=']], [['--stage', 'No Stage']]])(
    'are wrong usage without a value that can be: %j',
    (args) => {
      expect(() => takeAwsOptions(args)).toThrow(/needs a value|cannot name a stage/);
    },
  );
});
