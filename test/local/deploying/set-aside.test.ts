import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { setAsideBefore, setAsideProblem } from '../../../local/deploying/set-aside.ts';

type Listed = readonly [type: 'SQS::Queue' | 'CloudFormation::Stack', id: string, status?: string];

/** Stacks by name, with their resources, and how many messages each queue holds. */
function account(stacks: Readonly<Record<string, readonly Listed[]>>, messages: Readonly<Record<string, number>>) {
  const summaries = (stack: string) =>
    (stacks[stack] ?? []).map(([type, id, status = 'UPDATE_COMPLETE']) => ({
      ...{ ResourceType: `AWS::${type}`, ResourceStatus: status },
      ...{ LogicalResourceId: `${id}0A1B2C3D`, PhysicalResourceId: id },
    }));
  return {
    stacks: Object.assign(new CloudFormationClient({ region: 'eu-central-1' }), {
      send: async ({ input }: { readonly input: { readonly StackName: string } }) => ({
        StackResourceSummaries: summaries(input.StackName),
      }),
    }),
    queues: Object.assign(new SQSClient({ region: 'eu-central-1' }), {
      send: async ({ input }: { readonly input: { readonly QueueUrl: string } }) => ({
        Attributes: { ApproximateNumberOfMessages: String(messages[input.QueueUrl] ?? 0) },
      }),
    }),
  };
}

describe('what an older version set aside', () => {
  it('is found in the queues that this version does not have, also in nested stacks', async () => {
    const before = await setAsideBefore(
      account(
        {
          Stockline: [
            ['SQS::Queue', 'ChannelshopPushesQueue'],
            ['SQS::Queue', 'ChannelshopPushesDeadLetters'],
            ['SQS::Queue', 'ChannelshopUrgentDeadLetters'],
            ['SQS::Queue', 'IntakeObservationsDeadLetters'],
            ['SQS::Queue', 'SetAsideQueue'],
            ['SQS::Queue', 'ChannelgoneUndelivered', 'DELETE_COMPLETE'],
            ['CloudFormation::Stack', 'More'],
          ],
          More: [['SQS::Queue', 'ChannelmoreUndelivered']],
        },
        {
          ...{ ChannelshopPushesQueue: 5, ChannelshopPushesDeadLetters: 2, ChannelmoreUndelivered: 1 },
          ...{ IntakeObservationsDeadLetters: 7, SetAsideQueue: 9, ChannelgoneUndelivered: 3 },
        },
      ),
      'Stockline',
    );
    expect([...before]).toEqual([
      ['ChannelshopPushesDeadLetters', 2],
      ['ChannelmoreUndelivered', 1],
    ]);
  });

  it('is put back or discarded first: with the queues CloudFormation would delete it', () => {
    const problem = setAsideProblem(new Map([['ChannelshopPushesDeadLetters', 1]]));
    expect(problem).toContain('1 message was set aside in ChannelshopPushesDeadLetters.');
    expect(problem).toContain('npx stockline redrive --all');
    expect(setAsideProblem(new Map())).toBeUndefined();
  });
});
