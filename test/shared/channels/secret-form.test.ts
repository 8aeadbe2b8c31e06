import { describe, expect, it } from '@jest/globals';
import { AMAZON_SECRET } from '../../../shared/channels/amazon/connecting/secret-form.ts';
import { posSecret } from '../../../shared/channels/pos/connecting/secret-form.ts';
import { SHOPIFY_SECRET } from '../../../shared/channels/shopify/connecting/secret-form.ts';
import { SQUARE_SECRET } from '../../../shared/channels/square/connecting/secret-form.ts';

describe('Shopify’s secret', () => {
  const stored = { clientId: 'app', clientSecrets: ['old'], accessToken: 'token' };

  it('puts a new client secret before the old one, which Shopify still signs with', () => {
    expect(SHOPIFY_SECRET.merge(stored, { clientSecret: 'new' })).toEqual({ ...stored, clientSecrets: ['new', 'old'] });
    expect(SHOPIFY_SECRET.merge(stored, { clientSecrets: ['new'] })).toEqual({
      ...stored,
      clientSecrets: ['new', 'old'],
    });
  });

  it('stays as it is when the same is given again', () => {
    expect(SHOPIFY_SECRET.merge(stored, { clientId: 'app', clientSecret: 'old' })).toEqual(stored);
    expect(SHOPIFY_SECRET.merge(stored, {})).toEqual(stored);
  });

  it('keeps two secrets at most', () => {
    const rotated = { ...stored, clientSecrets: ['new', 'old'] };
    expect(SHOPIFY_SECRET.merge(rotated, { clientSecret: 'newest' })).toMatchObject({
      clientSecrets: ['newest', 'new'],
    });
  });

  it('keeps nothing of another app', () => {
    expect(SHOPIFY_SECRET.merge(stored, { clientId: 'other', clientSecret: 'new' })).toEqual({
      clientId: 'other',
      clientSecrets: ['new'],
    });
  });
});

describe('Amazon’s secret', () => {
  const stored = { clientId: 'app', clientSecret: 'secret', refreshToken: 'token' };

  it('keeps what is not given', () => {
    expect(AMAZON_SECRET.merge(stored, { clientSecret: 'new' })).toEqual({ ...stored, clientSecret: 'new' });
  });

  it('keeps no token of another application', () => {
    expect(AMAZON_SECRET.merge(stored, { clientId: 'other', clientSecret: 'new' })).toEqual({
      clientId: 'other',
      clientSecret: 'new',
    });
  });
});

describe('Square’s secret', () => {
  it('keeps the signature key beside a new access token', () => {
    expect(SQUARE_SECRET.merge({ accessToken: 'old', signatureKey: 'key' }, { accessToken: 'new' })).toEqual({
      accessToken: 'new',
      signatureKey: 'key',
    });
  });
});

describe('the secret of a till', () => {
  const { merge } = posSecret(() => 'whsec_drawn');

  it('is drawn where there is none', () => {
    expect(merge({}, {})).toEqual({ signingSecrets: ['whsec_drawn'] });
  });

  it('stays as it is, and a new one comes before it', () => {
    const stored = { signingSecrets: ['whsec_old'] };
    expect(merge(stored, {})).toEqual(stored);
    expect(merge(stored, { signingSecret: 'whsec_new' })).toEqual({ signingSecrets: ['whsec_new', 'whsec_old'] });
    expect(merge(stored, { signingSecrets: ['whsec_new'] })).toEqual({ signingSecrets: ['whsec_new', 'whsec_old'] });
  });
});

it.each([
  ['Shopify', SHOPIFY_SECRET, { clientID: 'app' }, 'clientID'],
  ['Amazon', AMAZON_SECRET, { accessToken: 'token' }, 'accessToken'],
  ['Square', SQUARE_SECRET, { token: 'token' }, 'token'],
])(
  'a field that the secret of %s does not have is refused by its name, and not by its value',
  (_, form, given, name) => {
    expect(() => form.merge({}, given)).toThrow(`no field “${name}”`);
  },
);
