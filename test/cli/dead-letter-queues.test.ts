import { describe, expect, it } from '@jest/globals';
import { deadLetterQueuesAmong } from '../../cli/dead-letter-queues.ts';
import { synthesise } from '../infra/synthesis.ts';

describe('the dead-letter queues of a stack', () => {
  it('have each the queue beside them that their messages came from', () => {
    const queues = Object.keys(synthesise().template.findResources('AWS::SQS::Queue'));
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

  it('without such a queue are a fault of the stack', () => {
    expect(() => deadLetterQueuesAmong(new Map([['AloneDeadLetters', 'url']]))).toThrow('AloneQueue');
  });
});
