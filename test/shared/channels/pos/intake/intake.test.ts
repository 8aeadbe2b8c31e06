import { describe, expect, it } from '@jest/globals';
import { posIntake } from '../../../../../shared/channels/pos/intake/intake.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { MAIN, POS } from '../../../../fakes/facts.ts';
import { signedAs } from '../../own-format/signed-headers.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
const BODY = JSON.stringify({
  type: 'sale.completed',
  timestamp: '2026-11-24T18:00:00Z',
  data: { id: '42', lines: [{ id: '1', sku: 'MUG', quantity: 2 }] },
});

/** A message signed with a secret, at the door that knows another one or the same. */
async function delivered(secret: string) {
  const door = posIntake.open({ id: POS, platform: 'pos' }, JSON.stringify({ signingSecrets: [SECRET] }), {
    locations: [MAIN, parseLocationId('annex')],
  });
  return await door({
    body: Buffer.from(BODY),
    headers: signedAs(secret, BODY),
    receivedAt: '2026-11-24T18:00:01.000Z',
  });
}

describe('the door of tills', () => {
  it('reads a message that was signed with its secret', async () => {
    expect(await delivered(SECRET)).toMatchObject({
      kind: 'authentic',
      intake: { kind: 'document', observations: [{ sku: 'MUG', changes: [{ onHand: -2 }] }] },
    });
  });

  it('reads nothing of a message that was signed with another', async () => {
    const other = `whsec_${Buffer.from('another secret of many characters').toString('base64')}`;
    expect(await delivered(other)).toEqual({ kind: 'notAuthentic', reason: expect.any(String) });
  });
});
