import { describe, expect, it } from '@jest/globals';
import { alarmDestination } from '../../infra/alarm-context.ts';

const HERE = { account: '111111111111', region: 'eu-west-1' };
const answers = (answer: unknown) => ({ Stockline: { '111111111111/eu-west-1': answer } });

describe('where alarms go, as an earlier deployment was answered', () => {
  it.each([
    ['an address', answers('a@example.com'), { alarmEmail: 'a@example.com' }],
    [
      'a topic',
      answers('arn:aws:sns:eu-west-1:111111111111:t'),
      { alarmTopicArn: 'arn:aws:sns:eu-west-1:111111111111:t' },
    ],
    ['nowhere', answers('none'), {}],
    ['nothing yet', undefined, {}],
    ['an answer for another region', { Stockline: { '111111111111/us-east-1': 'a@example.com' } }, {}],
    ['an answer for another stage', { 'Stockline-staging': { '111111111111/eu-west-1': 'a@example.com' } }, {}],
  ])('%s', (_, context, expected) => {
    expect(alarmDestination(context, 'Stockline', HERE)).toEqual(expected);
  });
});
