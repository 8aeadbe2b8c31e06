import { describe, expect, it } from '@jest/globals';
import { environment, fedFunction, functionNamed, logicalId, resource, resources, synthesise } from '../synthesis.ts';

const { template } = synthesise();

describe('a selling channel', () => {
  const ruleOf = (name: string) =>
    resource(template, 'AWS::Events::Rule', ({ id }) => id.includes(`outlet${name}`), `a rule ${name}`).properties;
  const ways = [
    ['Due', 'due', 'PushesQueue'],
    ['Urgently', 'urgent', 'UrgentQueue'],
  ] as const;

  it.each<readonly [string, string, string]>(ways)(
    'receives the changes that it must reconcile (%s), and of no others',
    (name, field) => {
      expect(ruleOf(name)['EventPattern']).toEqual({
        source: ['stockline'],
        'detail-type': ['StockChanged'],
        detail: { [field]: ['shop-outlet'] },
      });
      const routed = resources(template, 'AWS::Events::Rule').filter(({ properties }) => properties['EventPattern']);
      expect(routed).toHaveLength(8);
    },
  );

  it.each<readonly [string, string, string]>(ways)(
    'has a queue of its own for each way (%s), and keeps what the bus cannot bring to it',
    (name, _field, queue) => {
      const targets = ruleOf(name)['Targets'] as readonly {
        readonly Arn: unknown;
        readonly DeadLetterConfig: { Arn: unknown };
      }[];
      expect(targets.map(({ Arn }) => logicalId(Arn))).toEqual([expect.stringContaining(queue)]);
      expect(targets.map((target) => logicalId(target.DeadLetterConfig.Arn))).toEqual([
        expect.stringContaining('SetAsideQueue'),
      ]);
    },
  );

  it('is pushed to from both queues by one function, which is configured with when its breakers trip', () => {
    const name = 'stockline-push-shop-outlet';
    const feeds = resources(template, 'AWS::Lambda::EventSourceMapping').filter(
      (feed) => fedFunction(template, feed).properties['FunctionName'] === name,
    );
    expect(feeds.map(({ properties }) => logicalId(properties['EventSourceArn']).replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'ChannelshopoutletPushesQueue',
      'ChannelshopoutletUrgentQueue',
    ]);
    const { PUSH_QUEUE_URL, URGENT_QUEUE_URL, BREAKER } = environment(functionNamed(template, name));
    expect([PUSH_QUEUE_URL, URGENT_QUEUE_URL].map(logicalId)).toEqual([
      expect.stringContaining('PushesQueue'),
      expect.stringContaining('UrgentQueue'),
    ]);
    expect(JSON.parse(String(BREAKER))).toEqual({
      zeroListings: 25,
      raiseListings: 100,
      adoptListings: 25,
      withinSeconds: 600,
    });
    expect(environment(functionNamed(template, 'stockline-check-shop-outlet'))['BREAKER']).toBe(BREAKER);
  });

  it('is pushed to by no more copies at once than its platform takes', () => {
    const limits = resources(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => logicalId(properties['EventSourceArn']).includes('Pushes'))
      .map((feed) => [fedFunction(template, feed).properties['FunctionName'], feed.properties['ScalingConfig']]);
    expect(Object.fromEntries(limits)).toEqual({
      'stockline-push-shop': { MaximumConcurrency: 5 },
      'stockline-push-shop-outlet': { MaximumConcurrency: 5 },
      'stockline-push-amazon': { MaximumConcurrency: 2 },
      'stockline-push-till': { MaximumConcurrency: 5 },
    });
  });
});
