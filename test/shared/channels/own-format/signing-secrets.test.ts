import { describe, expect, it } from '@jest/globals';
import { DIRECT_SECRET } from '../../../../shared/channels/direct/connecting/secret-form.ts';
import { newSigningSecret, rotated } from '../../../../shared/channels/own-format/signing-secrets.ts';

describe('secrets of Standard Webhooks', () => {
  it('take the place of the one before, which stays behind them, two at most', () => {
    expect(rotated(['new'], ['old', 'older'])).toEqual(['new', 'old']);
    expect(rotated([], ['old'])).toEqual(['old']);
    expect(rotated(['old'], ['old'])).toEqual(['old']);
    expect(rotated([], 'no list')).toEqual([]);
  });

  it('are never drawn alike', () => {
    expect(newSigningSecret()).not.toBe(newSigningSecret());
  });
});

describe('the secret of a direct channel', () => {
  const stored = { signingSecrets: ['whsec_a'], callingSecrets: ['whsec_b'] };

  it('has a list for each direction, each renewed by itself', () => {
    expect(DIRECT_SECRET.merge({}, { signingSecret: 'whsec_a', callingSecret: 'whsec_b' })).toEqual(stored);
    expect(DIRECT_SECRET.merge(stored, { callingSecret: 'whsec_c' })).toEqual({
      signingSecrets: ['whsec_a'],
      callingSecrets: ['whsec_c', 'whsec_b'],
    });
    expect(DIRECT_SECRET.merge(stored, {})).toEqual(stored);
  });

  it('is not complete without one of them, and has no other field', () => {
    expect(DIRECT_SECRET.merge({}, { signingSecret: 'whsec_a' })).toEqual({ signingSecrets: ['whsec_a'] });
    expect(() => DIRECT_SECRET.merge({}, { token: 'x' })).toThrow('no field “token”');
  });
});
