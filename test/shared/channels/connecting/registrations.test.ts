import { describe, expect, it } from '@jest/globals';
import { isOurs, planRegistrations, type Registered } from '../../../../shared/channels/connecting/registrations.ts';

const HERE = 'https://new.example/webhooks/shop';
const BEFORE = 'https://old.example/webhooks/shop';
const ELSEWHERE = 'https://accounting.example/hook';

/** What is done, as `kind topic target id`. */
function plan(registered: readonly Registered[], topics = ['A']): string[] {
  return planRegistrations(topics, HERE, registered).map(({ kind, topic, target, id }) =>
    [kind, topic, target, ...(id === undefined ? [] : [id])].join(' '),
  );
}

const at = (target: string, id = '1', topic = 'A'): Registered => ({ id, topic, target });

describe('the plan of registrations', () => {
  it.each<[string, readonly Registered[], string[]]>([
    ['makes what is missing', [], [`create A ${HERE}`]],
    ['keeps what is right', [at(HERE)], [`keep A ${HERE} 1`]],
    ['leads the address of an earlier deployment here', [at(BEFORE)], [`change A ${HERE} 1`]],
    ['removes a second one', [at(BEFORE), at(HERE, '2')], [`keep A ${HERE} 2`, `remove A ${BEFORE} 1`]],
    [
      'leads one of two earlier ones here and removes the other',
      [at(BEFORE), at('https://older.example/webhooks/shop', '2')],
      [`change A ${HERE} 1`, 'remove A https://older.example/webhooks/shop 2'],
    ],
    ['leaves alone what is not ours', [at(ELSEWHERE)], [`create A ${HERE}`, `foreign A ${ELSEWHERE}`]],
    ['leaves alone other topics', [at(HERE), at(ELSEWHERE, '2', 'B')], [`keep A ${HERE} 1`, `foreign B ${ELSEWHERE}`]],
    [
      'removes a faulty one first where it sends to us already',
      [{ ...at(HERE), fault: 'it has a filter' }],
      [`remove A ${HERE} 1`, `create A ${HERE}`],
    ],
    [
      'makes a new one before it removes a faulty one of an earlier deployment',
      [{ ...at(BEFORE), fault: 'it has a filter' }],
      [`create A ${HERE}`, `remove A ${BEFORE} 1`],
    ],
  ])('%s', (_, registered, steps) => {
    expect(plan(registered)).toEqual(steps);
  });

  it('says why', () => {
    expect(planRegistrations(['A'], HERE, [at(BEFORE)])[0]?.because).toBe(`it sends to ${BEFORE}`);
    expect(planRegistrations(['A'], HERE, [{ ...at(HERE), fault: 'it has a filter' }])[0]?.because).toBe(
      'it has a filter',
    );
  });

  it('takes each topic by itself', () => {
    expect(plan([at(HERE)], ['A', 'B'])).toEqual([`keep A ${HERE} 1`, `create B ${HERE}`]);
  });
});

describe('a target is ours', () => {
  it.each([
    [HERE, true],
    [BEFORE, true],
    ['http://127.0.0.1:4567/webhooks/shop', true],
    ['https://old.example/webhooks/shop-2', false],
    ['https://old.example/stage/webhooks/shop', true],
    ['https://old.example/webhooks/shop/more', false],
    [ELSEWHERE, false],
    ['pubsub://project:topic', false],
    ['arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/1/shop', false],
  ])('%s: %s', (target, ours) => {
    expect(isOurs(target, HERE)).toBe(ours);
  });

  it('where two have no webhook path, only if they are the same', () => {
    expect(isOurs('https://a.example/hook', 'https://b.example/hook')).toBe(false);
    expect(isOurs('https://b.example/hook', 'https://b.example/hook')).toBe(true);
  });
});
