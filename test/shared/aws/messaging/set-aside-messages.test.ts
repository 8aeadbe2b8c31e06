import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { setAsideMessages } from '../../../../shared/aws/messaging/set-aside-messages.ts';

/** A stack of these queues, with so many messages in each, by the logical id without its hash. */
function deployment(queues: Readonly<Record<string, number>>) {
  const asked = { stacks: 0, queues: 0 };
  const summaries = Object.keys(queues).map((name) => ({
    ...{
      ResourceType: 'AWS::SQS::Queue',
      LogicalResourceId: `${name}0A1B2C3D`,
      PhysicalResourceId: `https://sqs/${name}`,
    },
  }));
  const stacks = Object.assign(new CloudFormationClient({ region: 'eu-central-1' }), {
    send: async () => {
      asked.stacks += 1;
      return { StackResourceSummaries: summaries };
    },
  });
  const messages = Object.assign(new SQSClient({ region: 'eu-central-1' }), {
    send: async ({ input }: { readonly input: { readonly QueueUrl: string } }) => {
      asked.queues += 1;
      const count = queues[input.QueueUrl.replace('https://sqs/', '')];
      return { Attributes: { ApproximateNumberOfMessages: String(count), ApproximateNumberOfMessagesNotVisible: '1' } };
    },
  });
  return { asked, clients: { stacks, queues: messages } };
}

describe('messages that were set aside', () => {
  it('are counted in the queues of dead letters alone, with those that somebody just lists', async () => {
    const { clients } = deployment({ IntakeObservationsQueue: 7, IntakeObservationsDeadLetters: 2 });
    expect(await setAsideMessages(clients, 'Stockline')()).toEqual([
      { of: { queue: 'IntakeObservations', what: 'observations to post' }, messages: 3 },
    ]);
  });

  it('are counted together where they lie in one queue: of which queue one is, only it says', async () => {
    const { clients } = deployment({ ChannelaPushesQueue: 0, HoldsExpiriesQueue: 0, SetAsideQueue: 2 });
    expect(await setAsideMessages(clients, 'Stockline')()).toEqual([{ messages: 3 }]);
  });

  it('are counted once for all who look within some seconds, and their queues found once', async () => {
    const { clients, asked } = deployment({ ChannelaPushesQueue: 0, ChannelaPushesDeadLetters: 1 });
    const read = setAsideMessages(clients, 'Stockline');
    await Promise.all([read(), read()]);
    await read();
    expect(asked).toEqual({ stacks: 1, queues: 1 });
  });

  it('are counted again after it failed', async () => {
    const { clients } = deployment({ ChannelaPushesQueue: 0, ChannelaPushesDeadLetters: 1 });
    const { send } = clients.stacks;
    clients.stacks.send = () => {
      clients.stacks.send = send;
      return Promise.reject(new Error('throttled'));
    };
    const read = setAsideMessages(clients, 'Stockline');
    await expect(read()).rejects.toThrow('throttled');
    expect(await read()).toHaveLength(1);
  });
});
