import { describe, expect, it } from '@jest/globals';
import { deadLetterQueuesAmong } from '../../../../shared/aws/messaging/dead-letter-queues.ts';
import type { StocklineConfigInput } from '../../../../shared/config.ts';
import { longestNames, MERCHANT, resources, synthesise, templatesOf } from '../../../infra/synthesis.ts';

const ALERTS = {
  email: 'shop@example.com',
  webhooks: [
    { id: 'chat', url: 'https://chat.example.com/hook' },
    { id: 'erp', url: 'https://erp.example.com/stock' },
  ],
};

/** The queues of each stack of the deployment, as CloudFormation lists them. */
function queuesOf(config: StocklineConfigInput) {
  return templatesOf(synthesise(config)).map(
    (template, stack) =>
      new Map(
        resources(template, 'AWS::SQS::Queue').map(({ id }) => [
          id.replace(/[0-9A-F]{8}$/, ''),
          `https://sqs/${stack}/${id}`,
        ]),
      ),
  );
}

describe('the dead-letter queues of a deployment', () => {
  it.each([
    ['of a merchant', MERCHANT],
    ['of one who is alerted', { ...MERCHANT, alerts: ALERTS }],
    ['of one with more channels than stand in one stack', longestNames(6)],
  ])('%s are that of the observations, and one of all others with the queues of all stacks', (_, config) => {
    const stacks = queuesOf(config);
    const found = deadLetterQueuesAmong(stacks);
    expect(found.map(({ name, isShared }) => [name, isShared]).toSorted()).toEqual([
      ['IntakeObservationsDeadLetters', false],
      ['SetAside', true],
    ]);
    const [own, shared] = found.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    expect(own?.sources).toEqual([
      { name: 'IntakeObservations', url: expect.stringContaining('IntakeObservationsQueue') },
    ]);
    const all = stacks.flatMap((urls) => [...urls.values()]);
    expect(shared?.sources.map(({ url }) => url).toSorted()).toEqual(
      all.filter((url) => !/DeadLetters|SetAside/.test(url)).toSorted(),
    );
  });

  it('of an older version each have the queue beside them that their messages came from', () => {
    const names = [
      ...['ChannelamazonPushesQueue', 'ChannelamazonPushesDeadLetters', 'ChannelamazonUndelivered'],
      ...[
        'AlertingQueueerpQueue',
        'AlertingQueueerpUndelivered',
        'IntakeEventsshopEventsQueue',
        'IntakeEventsshopUndelivered',
      ],
    ];
    const found = deadLetterQueuesAmong([new Map(names.map((name) => [name, `https://sqs/${name}`]))]);
    expect(found.map(({ name, sources, isShared }) => [name, isShared, sources.map((source) => source.url)])).toEqual([
      ['ChannelamazonPushesDeadLetters', false, ['https://sqs/ChannelamazonPushesQueue']],
      ['ChannelamazonUndelivered', false, ['https://sqs/ChannelamazonPushesQueue']],
      ['AlertingQueueerpUndelivered', false, ['https://sqs/AlertingQueueerpQueue']],
      ['IntakeEventsshopUndelivered', false, ['https://sqs/IntakeEventsshopEventsQueue']],
    ]);
  });

  it('without such a queue are a fault of the stack', () => {
    expect(() => deadLetterQueuesAmong([new Map([['AloneDeadLetters', 'url']])])).toThrow('AloneQueue');
  });
});
