import { describe, expect, it } from '@jest/globals';
import { environment, functionNamed, logicalId, MERCHANT, resource, resources, synthesise } from '../synthesis.ts';

const BUS = 'aws.partner/shopify.com/1234567/stockline';
const [shop, ...others] = MERCHANT.channels;
const { template } = synthesise({ ...MERCHANT, channels: [{ ...shop, eventBus: BUS }, ...others] } as typeof MERCHANT);

const webhookRules = (each: typeof template) =>
  resources(each, 'AWS::Events::Rule').filter(({ properties }) =>
    JSON.stringify(properties['EventPattern'] ?? '').includes('shopifyWebhook'),
  );

describe('a Shopify channel with an event bus', () => {
  it('takes its own shop’s webhooks from that bus into a queue, and has them received', () => {
    const [rule] = webhookRules(template);
    expect(rule?.properties).toMatchObject({
      EventBusName: BUS,
      EventPattern: {
        'detail-type': ['shopifyWebhook'],
        detail: { metadata: { 'X-Shopify-Shop-Domain': ['main.myshopify.com'] } },
      },
    });
    const targets = rule?.properties['Targets'] as readonly { readonly Arn: unknown }[];
    const queue = resource(template, 'AWS::SQS::Queue', ({ id }) => /Eventsshop.*EventsQueue/.test(id), 'events');
    expect(targets.map(({ Arn }) => logicalId(Arn))).toEqual([queue.id]);
  });

  it('may send on what any receiver of Shopify’s may, and needs no secret', () => {
    const variables = environment(functionNamed(template, 'stockline-receive-shop-bus'));
    expect(Object.keys(variables)).toEqual(
      expect.arrayContaining(['OBSERVATIONS_QUEUE_URL', 'ORDERS_TO_READ', 'CHECKS', 'CHANNELS']),
    );
    expect(variables).not.toHaveProperty('SECRET_PREFIX');
  });

  it('keeps its webhook URL', () => {
    expect(JSON.stringify(template.findResources('AWS::ApiGatewayV2::Route'))).toContain('POST /webhooks/shop');
  });

  it('is none unless the merchant named a bus', () => {
    expect(webhookRules(synthesise().template)).toEqual([]);
  });
});
