import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { isSigned, signedHeaders } from '../../../../../integrations/medusa/src/protocol/signature.ts';

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
const [OURS, OTHER] = [secretOf('a'), secretOf('b')];
const BODY = '{"listing":"Ä"}';
const NOW = new Date('2026-11-30T12:00:00.000Z');

/** As Stockline signs it, by the library that the specification names. */
function signed(secrets: readonly string[], at = NOW) {
  const each = secrets.map((secret) => new Webhook(secret).sign('msg_1', at, BODY));
  return { id: 'msg_1', timestamp: String(Math.floor(at.getTime() / 1_000)), signature: each.join(' ') };
}

describe('a call of Stockline to the Medusa plugin', () => {
  const body = Buffer.from(BODY);

  it.each([
    ['is signed with the secret', signed([OURS]), [OURS], true],
    ['is signed with both secrets while one is replaced', signed([OTHER, OURS]), [OURS], true],
    ['is signed with one of the two that the store has', signed([OTHER]), [OURS, OTHER], true],
    ['is signed with another secret', signed([OTHER]), [OURS], false],
    ['has no signature', { id: undefined, timestamp: undefined, signature: undefined }, [OURS], false],
    ['has a timestamp that is no number', { ...signed([OURS]), timestamp: '1e9' }, [OURS], false],
    ['was signed six minutes ago', signed([OURS], new Date(NOW.getTime() - 360_000)), [OURS], false],
    ['was signed six minutes ahead', signed([OURS], new Date(NOW.getTime() + 360_000)), [OURS], false],
  ])('%s', (_, headers, secrets, expected) => {
    expect(isSigned(body, headers, secrets, NOW)).toBe(expected);
  });

  it('was changed after it was signed', () => {
    expect(isSigned(Buffer.from(`${BODY} `), signed([OURS]), [OURS], NOW)).toBe(false);
  });
});

describe('a message of the Medusa plugin to Stockline', () => {
  it('is accepted by the library of Standard Webhooks', () => {
    const headers = signedHeaders(BODY, OURS);
    expect(new Webhook(OURS).verify(BODY, headers)).toEqual({ listing: 'Ä' });
    expect(() => new Webhook(OTHER).verify(BODY, headers)).toThrow();
  });
});
