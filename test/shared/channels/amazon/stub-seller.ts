/** A stub of the Selling Partner API: it gives out tokens, and answers all else as the test says. */
import type { AmazonChannel } from '../../../../shared/channel-config.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { type StubAnswer, type StubRequest, type StubServer, startStubServer } from '../stub-server.ts';

export const credentials = { clientId: 'client', clientSecret: 'secret', refreshToken: 'refresh' };

export type StubSeller = StubServer & {
  readonly channel: AmazonChannel;
  /** The calls of the Selling Partner API so far, without those for tokens. */
  calls(): StubRequest[];
};

/** An Amazon seller of a few lines: it gives out tokens `token-1`, `token-2`, … and answers all else as the test says. */
export async function startStubSeller(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>,
): Promise<StubSeller> {
  let tokens = 0;
  const server = await startStubServer((request) => {
    if (request.path === '/auth/o2/token') {
      tokens += 1;
      return { body: { access_token: `token-${tokens}`, token_type: 'bearer', expires_in: 3_600 } };
    }
    return answer(request);
  });
  return {
    ...server,
    channel: channelAt(server.endpoint),
    calls: () => server.requests.filter(({ path }) => path !== '/auth/o2/token'),
  };
}

/** The seller's channel with its API at this address. */
export function channelAt(apiEndpoint: string): AmazonChannel {
  return {
    id: parseChannelId('amazon'),
    platform: 'amazon',
    sellerId: 'A2SELLER',
    region: 'na',
    marketplaceIds: ['ATVPDKIKX0DER'],
    drawsOn: [parseLocationId('main'), parseLocationId('back')],
    apiEndpoint,
    buffer: 0,
  };
}
