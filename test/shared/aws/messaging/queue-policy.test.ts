import { describe, expect, it } from '@jest/globals';
import { letsSend } from '../../../../shared/aws/messaging/queue-policy.ts';

const AMAZON = '437568002678';
const allow = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${AMAZON}:root` }, Action: 'sqs:SendMessage' };
const tlsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

describe('a queue’s policy', () => {
  it.each<[string, string | undefined, boolean]>([
    [
      'as this stack makes it',
      policy(tlsOnly, { ...allow, Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes'] }),
      true,
    ],
    ['that names the account by its number', policy({ ...allow, Principal: { AWS: ['1', AMAZON] } }), true],
    ['that lets everybody do everything', policy({ Effect: 'Allow', Principal: '*', Action: 'SQS:*' }), true],
    ['that is not there', undefined, false],
    ['that only denies', policy(tlsOnly), false],
    ['that names another account', policy({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }), false],
    ['that lets the account only read', policy({ ...allow, Action: 'sqs:GetQueueAttributes' }), false],
    ['that lets a service send', policy({ ...allow, Principal: { Service: 'events.amazonaws.com' } }), false],
    ['that lets the account send under a condition', policy({ ...allow, Condition: { StringEquals: {} } }), false],
    ['that is no JSON', 'policy', false],
  ])('%s', (_, text, lets) => {
    expect(letsSend(text, AMAZON)).toBe(lets);
  });
});
