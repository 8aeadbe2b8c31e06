import { describe, expect, it } from '@jest/globals';
import { parseAmazonCredentials } from '../../../../../shared/channels/amazon/connecting/credentials.ts';

describe('the Amazon secret', () => {
  it('has the app’s id and secret and the seller’s refresh token', () => {
    const secret = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
    expect(parseAmazonCredentials(JSON.stringify(secret))).toEqual(secret);
  });

  it.each(['clientId', 'clientSecret', 'refreshToken'])('is refused without its %s', (field) => {
    const secret = { clientId: 'c', clientSecret: 's', refreshToken: 'r', [field]: undefined };
    expect(() => parseAmazonCredentials(JSON.stringify(secret))).toThrow(`${field} is missing`);
  });
});
