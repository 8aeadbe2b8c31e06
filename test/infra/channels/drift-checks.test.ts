import { describe, expect, it } from '@jest/globals';
import { environment, functionNamed, logicalId, MERCHANT, resources, synthesise } from '../synthesis.ts';

const { template } = synthesise();

describe('the checks', () => {
  it('are asked for by those who push, check, post, compare or learn of the channel’s quantities', () => {
    const known = resources(template, 'AWS::Lambda::Function').flatMap((each) => {
      const variable = environment(each)['CHECKS'];
      return variable === undefined ? [] : [[each.properties['FunctionName'], queuesIn(variable)] as const];
    });
    const of = (channel: string) => ({ [channel]: `DriftChecks${channel.replace('-', '')}Waiting` });
    const channels = ['shop', 'shop-outlet', 'amazon', 'till'];
    expect(Object.fromEntries(known)).toEqual({
      ...Object.fromEntries(channels.map((channel) => [`stockline-push-${channel}`, of(channel)])),
      ...Object.fromEntries(channels.map((channel) => [`stockline-check-${channel}`, of(channel)])),
      ...Object.fromEntries(channels.map((channel) => [`stockline-sweep-${channel}`, of(channel)])),
      'stockline-post-observations': Object.assign({}, ...channels.map(of)),
      'stockline-receive-shopify': { ...of('shop'), ...of('shop-outlet') },
      'stockline-receive-amazon': of('amazon'),
      'stockline-read-till': of('till'),
    });
  });

  it('come as long after as a channel may take to show what it was sent', () => {
    const own = synthesise({ ...MERCHANT, settleSeconds: 7 }).template;
    for (const name of ['stockline-push-amazon', 'stockline-check-amazon']) {
      expect(environment(functionNamed(template, name))['SETTLE_SECONDS']).toBe('30');
      expect(environment(functionNamed(own, name))['SETTLE_SECONDS']).toBe('7');
    }
  });

  it('are no more copies at once than leave the channel’s budget to its pushes', () => {
    const feeds = resources(template, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      logicalId(properties['EventSourceArn']).startsWith('DriftChecks'),
    );
    expect(feeds.map(({ properties }) => properties['ScalingConfig'])).toEqual(
      ['shop', 'shop-outlet', 'amazon', 'till'].map(() => ({ MaximumConcurrency: 2 })),
    );
  });
});

describe('Amazon’s changes of quantity', () => {
  it('come from the bus that the merchant named into the queue of its notifications, and from nowhere unless he did', () => {
    const amazon = { ...MERCHANT.channels[2], eventBus: 'aws.partner/sellingpartnerapi.amazon.com/1/2' };
    const own = synthesise({ ...MERCHANT, channels: [amazon] } as typeof MERCHANT).template;
    const quantityRules = (each: typeof template) =>
      resources(each, 'AWS::Events::Rule').filter(({ properties }) =>
        JSON.stringify(properties['EventPattern'] ?? '').includes('LISTINGS_ITEM_MFN_QUANTITY_CHANGE'),
      );
    const [rule] = quantityRules(own);
    expect(rule?.properties['EventBusName']).toBe('aws.partner/sellingpartnerapi.amazon.com/1/2');
    expect(rule?.properties['EventPattern']).toEqual({
      'detail-type': ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'LISTINGS_ITEM_STATUS_CHANGE'],
    });
    const targets = rule?.properties['Targets'] as readonly { readonly Arn: unknown }[];
    expect(targets.map(({ Arn }) => logicalId(Arn))).toEqual([expect.stringContaining('NotificationsQueue')]);
    expect(quantityRules(template)).toEqual([]);
  });
});

/** CHECKS by channel, each queue by the beginning of its logical id. */
function queuesIn(variable: unknown): Record<string, string> {
  const [, parts] = (variable as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'];
  return JSON.parse(parts.map((part) => logicalId(part).replace(/Queue[0-9A-F]{8,16}$/, '')).join('')).names;
}
