import { afterEach, describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../../../sandbox/kernel/identities.ts';
import { createAmazonConnection } from '../../../../../shared/channels/amazon/connecting/connection.ts';
import { channelAt, type StubSeller, startStubSeller } from '../stub-seller.ts';

let seller: StubSeller;

afterEach(async () => {
  await seller.close();
});

function access() {
  const channel = { ...channelAt(seller.endpoint), sellerId: AMAZON.sellerId, marketplaceIds: [AMAZON.marketplaceId] };
  const { clientId, clientSecret, refreshToken } = AMAZON;
  return createAmazonConnection(
    channel,
    { clientId, clientSecret, refreshToken },
    {
      queueArn: 'arn:aws:sqs:eu-west-1:111122223333:Stockline-Notifications',
      eventBridge: { accountId: '111122223333', region: 'eu-west-1' },
    },
  ).access();
}

describe('access to an Amazon seller', () => {
  it('is accepted although Amazon does not say on which marketplaces the seller sells', async () => {
    seller = await startStubSeller(({ path }) =>
      path.startsWith('/sellers/') ? { status: 503, body: {} } : { body: {} },
    );
    expect(await access()).toMatchObject({
      kind: 'accepted',
      missing: [{ grant: 'marketplace participations', isRequired: false }],
    });
  });

  it('says of a configured marketplace that the seller does not sell on it', async () => {
    const payload = [{ marketplace: { id: 'A2EUQ1WTGCTBG2' }, participation: { isParticipating: true } }];
    seller = await startStubSeller(() => ({ body: { payload } }));
    expect(await access()).toMatchObject({
      missing: expect.arrayContaining([
        expect.objectContaining({ grant: `participation in marketplace ${AMAZON.marketplaceId}`, isRequired: true }),
      ]),
    });
  });
});
