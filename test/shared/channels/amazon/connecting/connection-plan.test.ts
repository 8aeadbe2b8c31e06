import { describe, expect, it } from '@jest/globals';
import {
  type Destination,
  directiveOf,
  planAmazon,
  type Subscription,
} from '../../../../../shared/channels/amazon/connecting/connection-plan.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:Stockline-Notifications';
const EVENT_BRIDGE = { accountId: '111122223333', region: 'eu-west-1' };
const SOURCE = 'aws.partner/sellingpartnerapi.amazon.com/111122223333/app';

describe('the plan of Amazon’s subscriptions', () => {
  const destination = (destinationId: string, arn: string, name: string): Destination => ({
    destinationId,
    name,
    resource: { sqs: { arn } },
  });
  const to = { queueArn: QUEUE, eventBridge: EVENT_BRIDGE };
  const processingDirective = directiveOf('ORDER_CHANGE');
  const steps = (destinations: readonly Destination[], destinationId: string, others: Partial<Subscription> = {}) =>
    planAmazon({}, to, {
      destinations,
      subscriptions: [{ type: 'ORDER_CHANGE', subscriptionId: 's', destinationId, processingDirective, ...others }],
    }).steps;

  it.each<[string, Subscription['processingDirective'], string | undefined]>([
    ['no directive, which Amazon need not repeat', null, undefined],
    ['no filter', {}, undefined],
    ['all changes', { eventFilter: { eventFilterType: 'ORDER_CHANGE' } }, undefined],
    [
      'the buyer’s changes only',
      { eventFilter: { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['BuyerRequestedChange'] } },
      'it leaves out OrderStatusChange',
    ],
    ['an expression', { filterExpression: 'x = 1' }, 'it leaves out orders by the expression “x = 1”'],
  ])('keeps a subscription of ours, or says why it is made anew: with %s', (_, given, because) => {
    const [, step] = steps([destination('d', QUEUE, 'stockline-amazon')], 'd', { processingDirective: given });
    expect(step).toMatchObject(
      because === undefined ? { kind: 'keep' } : { kind: 'change', does: 'resubscribe', because },
    );
  });

  it('does not take the one subscription there is from another program', () => {
    const [, step] = steps([destination('d', 'arn:aws:sqs:eu-west-1:1:erp', 'ERP')], 'd');
    expect(step).toMatchObject({ kind: 'blocked', does: 'nothing', because: expect.stringContaining('“ERP”') });
  });

  it('takes a subscription whose destination is gone for ours', () => {
    expect(steps([], 'gone')[1]).toMatchObject({ kind: 'change', former: { subscriptionId: 's' } });
  });

  it('uses a destination that the application has for this queue, whatever its name', () => {
    expect(steps([destination('d', QUEUE, 'ERP')], 'd').map(({ kind }) => kind)).toEqual(['keep', 'keep']);
  });

  it('cannot have EventBridge send to a second region of the account', () => {
    const resource = { eventBridge: { accountId: '111122223333', region: 'us-east-1', name: SOURCE } };
    const found = { destinations: [{ destinationId: 'e', name: 'stockline-amazon', resource }], subscriptions: [] };
    expect(planAmazon({ eventBus: SOURCE }, to, found).steps.map(({ kind, topic }) => `${kind} ${topic}`)).toEqual([
      'create destination',
      'create ORDER_CHANGE',
      'blocked destination',
    ]);
  });
});
