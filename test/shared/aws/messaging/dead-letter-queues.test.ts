import { describe, expect, it } from '@jest/globals';
import { deadLetterQueuesAmong } from '../../../../shared/aws/messaging/dead-letter-queues.ts';
import { MERCHANT, synthesise } from '../../../infra/synthesis.ts';

const ALERTS = {
  email: 'shop@example.com',
  webhooks: [
    { id: 'chat', url: 'https://chat.example.com/hook' },
    { id: 'erp', url: 'https://erp.example.com/stock' },
  ],
};

describe('the dead-letter queues of a stack', () => {
  it.each([
    ['of a merchant', MERCHANT],
    ['of one who is alerted', { ...MERCHANT, alerts: ALERTS }],
  ])('%s have each the queue beside them that their messages came from', (_, config) => {
    const queues = Object.keys(synthesise(config).template.findResources('AWS::SQS::Queue'));
    const names = queues.map((name) => name.replace(/[0-9A-F]{8}$/, ''));
    const found = deadLetterQueuesAmong(new Map(names.map((name) => [name, `https://sqs/${name}`])));
    const ofBus = names.filter((name) => name.endsWith('Undelivered'));
    const ofQueues = names.filter((name) => name.endsWith('DeadLetters'));
    expect(ofBus.length).toBeGreaterThan(0);
    expect(found.map(({ name }) => name).toSorted()).toEqual([...ofBus, ...ofQueues].toSorted());
    expect(names.length - found.length).toBe(ofQueues.length);
    expect(found.find(({ name }) => name === 'IntakeObservationsDeadLetters')?.sourceUrl).toBe(
      'https://sqs/IntakeObservationsQueue',
    );
  });

  it('lead what was not brought to one webhook back to that webhook', () => {
    const queues = Object.keys(synthesise({ ...MERCHANT, alerts: ALERTS }).template.findResources('AWS::SQS::Queue'));
    const found = deadLetterQueuesAmong(new Map(queues.map((name) => [name.replace(/[0-9A-F]{8}$/, ''), name])));
    const sources = new Map(found.map(({ name, sourceUrl }) => [name, sourceUrl]));
    expect(sources.get('AlertingQueueerpUndelivered')).toMatch(/^AlertingQueueerpQueue/);
    expect(sources.get('AlertingMailsUndelivered')).toMatch(/^AlertingMailsQueue/);
  });

  it('without such a queue are a fault of the stack', () => {
    expect(() => deadLetterQueuesAmong(new Map([['AloneDeadLetters', 'url']]))).toThrow('AloneQueue');
  });
});
