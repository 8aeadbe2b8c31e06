import { describe, expect, it } from '@jest/globals';
import { stackFailure } from '../../../cli/deployment/stack-failure.ts';

const LOOKED = { stack: 'Stockline', region: 'eu-west-1', profile: 'shop', account: '123456789012' };

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('a stack that cannot be read', () => {
  it.each([
    ['no region', new Error('Region is missing'), 'No AWS region is set.', '--region eu-west-1'],
    [
      'an empty region',
      new Error('Region not accepted: region="" is not a valid hostname component.'),
      'No AWS region is set.',
      '--region eu-west-1',
    ],
    [
      'no credentials',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'No AWS credentials were found',
      '--profile',
    ],
    [
      'an expired login',
      named(
        'CredentialsProviderError',
        'The SSO session associated with this profile has expired. To refresh, run aws sso login',
      ),
      'Your AWS login has expired.',
      'aws sso login --profile shop',
    ],
    [
      'an expired token',
      named('ExpiredToken', 'The security token included in the request is expired'),
      'has expired',
      'Log in',
    ],
    [
      'credentials of nobody',
      named('InvalidClientTokenId', 'The security token included in the request is invalid.'),
      'AWS does not know these credentials',
      '--profile shop',
    ],
    [
      'another account',
      named('AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks'),
      'may not read stack Stockline (account 123456789012, region eu-west-1)',
      'cloudformation:DescribeStacks',
    ],
    [
      'no stack',
      named('ValidationError', 'Stack with id Stockline does not exist'),
      'There is no stack Stockline here (account 123456789012, region eu-west-1).',
      'npm run deploy',
    ],
    ['anything else', new Error('socket hang up'), 'cannot be read', 'socket hang up'],
  ])('for %s has a message of its own, in two lines: what, and what to do', (_, error, what, advice) => {
    const said = stackFailure(error, LOOKED);
    expect(said).toContain(what);
    expect(said).toContain(advice);
    expect(said.split('\n')).toHaveLength(2);
  });
});
