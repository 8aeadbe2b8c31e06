import { afterEach, describe, expect, it } from '@jest/globals';
import { currentStage, forTheSameDeployment, takeAwsOptions } from '../../../cli/arguments/aws-options.ts';

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

  it.each([
    ['npx stockline connect shopify', 'npx stockline connect shopify --stage staging --region eu-west-1'],
    ['npm run deploy', 'npm run deploy -- --stage staging --region eu-west-1'],
    [
      'npm run deploy -- --alarms you@example.com',
      'npm run deploy -- --alarms you@example.com --stage staging --region eu-west-1',
    ],
    ['Get the units.', 'Get the units.'],
    ['aws sqs add-permission', 'aws sqs add-permission'],
  ])('are said again with what repairs that deployment: %s', (command, said) => {
    takeAwsOptions(['status', '--stage', 'staging', '--region=eu-west-1']);
    expect(forTheSameDeployment(command, { local: false })).toBe(said);
  });

  it('are not said where none was given, but for the local stack', () => {
    takeAwsOptions(['status']);
    expect(forTheSameDeployment('npx stockline doctor', { local: false })).toBe('npx stockline doctor');
    expect(forTheSameDeployment('npx stockline doctor', { local: true })).toBe('npx stockline doctor --local');
    expect(forTheSameDeployment('npm run deploy', { local: true })).toBe('npm run deploy');
  });

  it.each([[['--stage']], [['--region', '--json']], [['--profile=']], [['--stage', 'No Stage']]])(
    'are wrong usage without a value that can be: %j',
    (args) => {
      expect(() => takeAwsOptions(args)).toThrow(/needs a value|cannot name a stage/);
    },
  );
});
