import { describe, expect, it } from '@jest/globals';
import { channelMessage } from '../../../cli/channels/channel-messages.ts';
import { failedMessage } from '../../../cli/reports/failed-report.ts';
import type { ChannelConfig } from '../../../shared/config.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { AMAZON, MAIN, NOON } from '../../fakes/facts.ts';

const SELLER: Extract<ChannelConfig, { platform: 'amazon' }> = {
  ...{ id: AMAZON, platform: 'amazon', region: 'na', sellerId: 'A2SELLER', buffer: 0 },
  ...{ marketplaceIds: ['ATVPDKIKX0DER'], drawsOn: [MAIN] },
};
const CHANNELS = [SELLER, { ...SELLER, id: parseChannelId('amazon-uk') }];

const letter = (body: string, name = 'NotificationsamazonNotifications') => ({
  ...{ id: 'm1', body, sentAt: NOON, receipt: 'r' },
  source: { name, url: 'alive' },
});

const orderChange = (quantity: unknown) =>
  JSON.stringify({
    NotificationType: 'ORDER_CHANGE',
    EventTime: NOON,
    Payload: {
      OrderChangeNotification: {
        ...{ SellerId: 'A2SELLER', AmazonOrderId: '903-1', OrderChangeTrigger: { TimeOfOrderChange: NOON } },
        Summary: {
          ...{ OrderStatus: 'Unshipped', FulfillmentType: 'MFN' },
          OrderItems: [{ OrderItemId: '1', SellerSKU: 'MUG', Quantity: quantity, QuantityShipped: 0 }],
        },
      },
    },
  });

describe('a message of a channel that was set aside', () => {
  it.each([
    ['no JSON', 'no json', 'It cannot be read: The body is not JSON.'],
    [
      'a type without its payload',
      '{"NotificationType":"ORDER_CHANGE"}',
      expect.stringMatching(/^It cannot be read: .+: /),
    ],
    ['a quantity that is none', orderChange('two'), expect.stringContaining('Quantity')],
  ])('says why it cannot be read: %s', async (_, body, why) => {
    const failed = failedMessage(letter(body), await channelMessage(CHANNELS, letter(body)));
    expect(failed).toMatchObject({ what: 'a message of the channel', why });
  });

  it('says of which SKU and order it is, where it can be read', async () => {
    const body = orderChange(2);
    expect(await channelMessage(CHANNELS, letter(body))).toEqual({ sku: 'MUG', order: '903-1' });
  });

  it('is read by the channel whose queue it was in, whatever dashes its id has', async () => {
    const dead = letter('no json', 'NotificationsamazonukNotifications');
    expect(await channelMessage(CHANNELS, dead)).toHaveProperty('why');
    expect(await channelMessage([SELLER], dead)).toEqual({});
    expect(await channelMessage(CHANNELS, letter('no json', 'IntakeObservations'))).toEqual({});
  });
});
