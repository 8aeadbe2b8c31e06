import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import type { StocklineConfigInput } from '../../../shared/config.ts';
import { environment, longestNames, type Resource, resources, synthesise, templatesOf } from '../synthesis.ts';

const RESOURCES_MAX = 500;

/** A chain of shops: so many channels, over every platform, with 500 locations unless the test says how many. */
function chain(count: number, locationCount = 500): StocklineConfigInput {
  const locations = Array.from({ length: locationCount }, (_, index) => `store-${index + 1}`);
  const everywhere = Object.fromEntries(locations.map((location, index) => [`65544149${index}`, [location]]));
  const [first = ''] = locations;
  const channels = Array.from({ length: count }, (_, index): StocklineConfigInput['channels'][number] => {
    const id = `channel-${index + 1}`;
    switch (index % 4) {
      case 0:
        return { id, platform: 'shopify', shop: `shop-${index}.myshopify.com`, locations: everywhere };
      case 1:
        return {
          ...{ id, platform: 'amazon', sellerId: `A${index}EXAMPLESELLER`, region: 'na' },
          ...{ marketplaceIds: ['ATVPDKIKX0DER'], drawsOn: locations },
        };
      case 2:
        return { id, platform: 'square', locations: { [`L${index}`]: [first] } };
      default:
        return { id, platform: 'shopify', shop: `shop-${index}.myshopify.com`, locations: { '1': [first] } };
    }
  });
  return { locations, channels };
}

/** So many shops, whose ids are as long as they may be. */
function shops(count: number): StocklineConfigInput {
  const channels = longestNames(3 * count).channels.flatMap(({ id, platform }, index) => {
    const shop = `s${index}.myshopify.com`;
    return platform === 'shopify' ? [{ id, platform, shop, locations: { '1': ['main'] } }] : [];
  });
  return { locations: ['main'], channels };
}

/** The same at its largest: 500 locations on each channel, an event bus wherever there may be one, an address for alarms. */
function largest(count: number, platforms: readonly string[]): StocklineConfigInput {
  const { locations, channels } = chain(1);
  const everywhere = Object.fromEntries((locations ?? []).map((location, index) => [`65544149${index}`, [location]]));
  const named = longestNames(3 * count).channels.filter(({ platform }) => platforms.includes(platform));
  return {
    locations,
    channels: named.slice(0, count).map((channel) => {
      switch (channel.platform) {
        case 'amazon':
          return { ...channel, drawsOn: locations, eventBus: 'aws.partner/sellingpartnerapi.amazon.com/1/2' };
        case 'shopify':
        case 'square':
          return { ...channel, locations: everywhere };
        default:
          throw new Error(`A chain of ${channels.length} has no ${channel.platform}.`);
      }
    }),
    alarmEmail: 'stock@example.com',
  };
}

/** Four channels of one platform and 21 of another or tills, at their largest. */
function fourAnd21(first: string, others: string): StocklineConfigInput {
  const four = largest(4, [first]);
  const further =
    others === 'pos'
      ? Array.from({ length: 21 }, (_, index) => ({
          id: `till-${index + 10}`.padStart(40, 'a-branch-'),
          platform: 'pos' as const,
        }))
      : largest(25, [others]).channels.slice(4);
  return { ...four, channels: [...four.channels, ...further] };
}

const synthesis = synthesise(chain(25));
const [template, ...nested] = templatesOf(synthesis);
const templates = [template, ...nested];
const all = (type: string): readonly Resource[] => templates.flatMap((each) => resources(each, type));
const names = (type: string, property: string) =>
  all(type).flatMap(({ properties }) => (properties[property] === undefined ? [] : [String(properties[property])]));

describe('25 channels and 500 locations', () => {
  it('fit: each stack has no more resources, outputs and parameters than CloudFormation takes', () => {
    expect(nested).toHaveLength(21);
    for (const each of templates) {
      const { Resources = {}, Outputs = {}, Parameters = {} } = each.toJSON();
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(RESOURCES_MAX);
      expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
      expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    }
  });

  it('are as many locations as a deployment has: more are refused before anything is deployed', () => {
    expect(() => synthesise(chain(1, 501))).toThrow('locations: use at most 500 locations in one deployment');
  });

  it('have every name once, so that no channel meets another', () => {
    for (const [type, property] of [
      ['AWS::Lambda::Function', 'FunctionName'],
      ['AWS::Logs::LogGroup', 'LogGroupName'],
      ['AWS::CloudWatch::Alarm', 'AlarmName'],
      ['AWS::SQS::Queue', 'QueueName'],
    ] as const) {
      expect(new Set(names(type, property)).size).toBe(names(type, property).length);
    }
    expect(names('AWS::Lambda::Function', 'FunctionName')).toContain('stockline-push-channel-1');
    expect(names('AWS::Lambda::Function', 'FunctionName')).toContain('stockline-more-push-channel-25');
  });

  it('fit with one location too, when the settings would have room in the environment but the queues’ names take it', () => {
    expect(() => synthesise(chain(25, 1))).not.toThrow();
  });

  it('fit with ids that are as long as they may be, all of one platform, whose messages one function receives', () => {
    expect(() => synthesise(shops(25), { stage: 'acceptance12' })).not.toThrow();
  });

  it('know the queues of channels in nested stacks by the names that these have', () => {
    const post = resources(template, 'AWS::Lambda::Function').filter(
      ({ properties }) => properties['FunctionName'] === 'stockline-post-observations',
    );
    const [known = ''] = post.map((each) => JSON.stringify(environment(each)['CHECKS']));
    expect(known.replaceAll('\\', '')).toContain('"pattern":"stockline-more-*-checks"');
    const queues = names('AWS::SQS::Queue', 'QueueName').filter((name) => name.endsWith('-checks'));
    const nestedChannels = Array.from({ length: 21 }, (_, index) => `channel-${index + 5}`);
    expect(queues.sort()).toEqual(nestedChannels.map((id) => `stockline-more-${id}-checks`).sort());
    expect(nestedChannels.filter((id) => !known.includes(`${id}\\"`))).toEqual([]);
  });

  it('leave room in the environment of every function: what is long stands beside its code', () => {
    for (const each of all('AWS::Lambda::Function')) {
      expect(environment(each)['LOCATIONS']).toBeUndefined();
    }
  });

  it('are watched by alarms that say which channel they are of', () => {
    const alarms = names('AWS::CloudWatch::Alarm', 'AlarmName');
    for (const channel of [1, 5, 25]) {
      expect(alarms.some((name) => name.includes(`channel-${channel} lags`))).toBe(true);
    }
  });
});

/** Of a template's body in S3; names of outputs and parameters (CloudFormation quotas, AWS documentation 2026-11). */
const TEMPLATE_BYTES_MAX = 1_000_000;

/** In one operation over a stack and those nested in it (CloudFormation quotas, AWS documentation 2026-11). */
const RESOURCES_AT_ONCE_MAX = 2_500;

describe.each([
  ['of every platform', largest(25, ['shopify', 'amazon', 'square'])],
  ['of Shopify', largest(25, ['shopify'])],
  ['of Square, after four of Shopify', fourAnd21('shopify', 'square')],
  ['of Square, after four of Amazon', fourAnd21('amazon', 'square')],
  ['of which 21 are tills, after four of Shopify', fourAnd21('shopify', 'pos')],
  ['of which 21 are tills, after four of Square', fourAnd21('square', 'pos')],
])('25 channels %s, with event buses, 500 locations each, the longest names and an address for alarms', (_, config) => {
  const all = templatesOf(synthesise(config, { stage: 'acceptance12' }));

  it('fit into what CloudFormation takes of a stack', () => {
    for (const each of all) {
      const { Resources = {}, Outputs = {}, Parameters = {} } = each.toJSON();
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(RESOURCES_MAX);
      expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
      expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
      expect(JSON.stringify(each.toJSON()).length).toBeLessThan(TEMPLATE_BYTES_MAX);
    }
    const counts = all.map((each) => Object.keys(each.toJSON()['Resources'] ?? {}).length);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(RESOURCES_AT_ONCE_MAX);
  });

  it('set aside in the one queue of the deployment, in whichever stack they stand, and count what crashes in each function', () => {
    for (const [stack, each] of all.entries()) {
      const alarms = resources(each, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);
      const redriven = resources(each, 'AWS::SQS::Queue').flatMap(
        ({ properties }) => properties['RedrivePolicy'] ?? [],
      );
      const targets = resources(each, 'AWS::Events::Rule').flatMap(({ properties }) =>
        properties['EventPattern'] === undefined ? [] : (properties['Targets'] ?? []),
      );
      expect([redriven, targets].map((found) => JSON.stringify(found).split('SetAsideQueue').length - 1)).toEqual([
        redriven.length - (stack === 0 ? 1 : 0),
        targets.length,
      ]);
      expect(resources(each, 'AWS::Logs::MetricFilter')).toHaveLength(resources(each, 'AWS::Lambda::Function').length);
      expect(alarms.every(({ AlarmActions }) => Array.isArray(AlarmActions))).toBe(true);
    }
  });
});

describe('webhooks over an event bus', () => {
  it('stand with their channel: of the first four in the stack itself, under the ids that they have had', () => {
    const [own, ...further] = templatesOf(synthesise(largest(6, ['shopify'])));
    const rulesIn = (each: Template) => resources(each, 'AWS::Events::Rule').map(({ id }) => id);
    const ofWebhooks = (id: string) => /Events.*Webhooks/.test(id);
    expect(
      rulesIn(own)
        .filter(ofWebhooks)
        .every((id) => id.startsWith('IntakeEvents')),
    ).toBe(true);
    expect([own, ...further].map((each) => rulesIn(each).filter(ofWebhooks).length)).toEqual([4, 1, 1]);
  });
});

describe('a stage', () => {
  it('stands beside production and other stages: no name of one is a name of another', () => {
    const stages = [undefined, 'staging', 'trial'].map((stage) =>
      synthesise(chain(6), stage === undefined ? {} : { stage }),
    );
    for (const [type, property] of [
      ['AWS::Lambda::Function', 'FunctionName'],
      ['AWS::Logs::LogGroup', 'LogGroupName'],
      ['AWS::CloudWatch::Alarm', 'AlarmName'],
      ['AWS::CloudWatch::Dashboard', 'DashboardName'],
      ['AWS::SecretsManager::Secret', 'Name'],
    ] as const) {
      const named = stages.flatMap((each) =>
        resources(each.template, type).map(({ properties }) => JSON.stringify(properties[property])),
      );
      expect(named.length).toBeGreaterThan(0);
      expect(new Set(named).size).toBe(named.length);
    }
    expect(stages.map((each) => each.stack.stackName)).toEqual(['Stockline', 'Stockline-staging', 'Stockline-trial']);
  });

  it('counts its own metrics', () => {
    const { template: staging } = synthesise(chain(1), { stage: 'staging' });
    staging.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'stockline-staging' } },
    });
    staging.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Oversold',
      Dimensions: [{ Name: 'service', Value: 'stockline-staging' }],
    });
    staging.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'FunctionCrashed-staging' });
  });
});
