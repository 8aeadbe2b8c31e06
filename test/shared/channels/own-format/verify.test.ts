import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifySignature } from '../../../../shared/channels/own-format/verify.ts';
import { parsePosCredentials } from '../../../../shared/channels/pos/connecting/credentials.ts';

const OLD = `whsec_${Buffer.from('the old signing secret').toString('base64')}`;
const NEW = `whsec_${Buffer.from('the new signing secret').toString('base64')}`;
const NOW = new Date('2026-11-24T18:00:00.000Z');
const BODY = '{"type":"sale.completed","note":"größe"}';

function signed(secret: string, body = BODY, at = NOW) {
  return {
    'Webhook-Id': 'msg_1',
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a POS signature', () => {
  const credentials = { signingSecrets: [NEW, OLD] };

  it.each([
    ['old', OLD],
    ['new', NEW],
  ])('holds with the %s secret while both are configured', (_, secret) => {
    expect(verifySignature(Buffer.from(BODY), signed(secret), credentials)).toEqual({
      valid: true,
      deliveryId: 'msg_1',
    });
  });

  it('does not hold with a secret that is no longer configured', () => {
    expect(verifySignature(Buffer.from(BODY), signed(OLD), { signingSecrets: [NEW] })).toEqual({
      valid: false,
      reason: 'No matching signature found.',
    });
  });

  it('holds when one of several signatures fits', () => {
    const headers = signed(NEW);
    const both = `${signed(`whsec_${Buffer.from('other').toString('base64')}`)['webhook-signature']} ${headers['webhook-signature']}`;
    expect(verifySignature(Buffer.from(BODY), { ...headers, 'webhook-signature': both }, credentials).valid).toBe(true);
  });

  it('cannot be checked with a secret that is none, which is our own mistake and not the sender’s', () => {
    expect(() => verifySignature(Buffer.from(BODY), signed(NEW), { signingSecrets: [''] })).toThrow();
  });

  it('does not hold for another body', () => {
    expect(verifySignature(Buffer.from(`${BODY} `), signed(NEW), credentials).valid).toBe(false);
  });

  it('does not hold for bytes that only decode to the signed text', () => {
    const text = '{"note":"\uFFFD"}';
    const bytes = Buffer.concat([Buffer.from('{"note":"'), Buffer.of(0xff), Buffer.from('"}')]);
    expect(verifySignature(bytes, signed(NEW, text), credentials)).toEqual({
      valid: false,
      reason: 'The body is not UTF-8.',
    });
  });

  it.each([
    [-301, 'Message timestamp too old.'],
    [301, 'Message timestamp too new.'],
  ])('does not hold %i seconds from now', (seconds, reason) => {
    const at = new Date(NOW.getTime() + seconds * 1000);
    expect(verifySignature(Buffer.from(BODY), signed(NEW, BODY, at), credentials)).toEqual({ valid: false, reason });
  });

  it.each(['Webhook-Id', 'webhook-timestamp', 'webhook-signature'])('does not hold without %s', (header) => {
    expect(verifySignature(Buffer.from(BODY), { ...signed(NEW), [header]: undefined }, credentials)).toEqual({
      valid: false,
      reason: 'Missing required headers.',
    });
  });
});

describe('the POS secret', () => {
  it('is a list of signing secrets', () => {
    expect(parsePosCredentials(JSON.stringify({ signingSecrets: [OLD, NEW] }))).toEqual({ signingSecrets: [OLD, NEW] });
  });

  it.each([
    ['{}', 'signingSecrets is missing'],
    ['{"signingSecrets":[]}', 'signingSecrets must name at least one secret'],
    ['{"signingSecrets":["hush"]}', 'signingSecrets.0 must be whsec_ followed by base64'],
    ['{"signingSecrets":["whsec_"]}', 'signingSecrets.0 must be whsec_ followed by base64'],
    ['{"signingSecrets":["whsec_?!"]}', 'signingSecrets.0 must be whsec_ followed by base64'],
  ])('is refused when it is %s', (text, sentence) => {
    expect(() => parsePosCredentials(text)).toThrow(sentence);
  });
});
