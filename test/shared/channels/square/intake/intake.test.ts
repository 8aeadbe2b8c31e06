import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseSquareCredentials } from '../../../../../shared/channels/square/connecting/credentials.ts';
import { squareIntake } from '../../../../../shared/channels/square/intake/intake.ts';
import { translateSquare } from '../../../../../shared/channels/square/intake/translate.ts';
import { verifySquare } from '../../../../../shared/channels/square/intake/verify.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';

const URL_REGISTERED = 'https://stockline.example/webhooks/square';
const BODY = Buffer.from('{"type":"inventory.count.updated","note":"größe"}');
const RECEIVED = '2026-11-24T18:00:00.250Z';
const credentials = { accessToken: 'token', signatureKey: 'key' };
const signature = (key: string, url: string, body: Buffer) =>
  createHmac('sha256', key).update(url).update(body).digest('base64');

describe('a Square signature', () => {
  const headers = { 'X-Square-HmacSha256-Signature': signature('key', URL_REGISTERED, BODY) };

  it('holds for the registered URL and the raw bytes', () => {
    expect(verifySquare(BODY, headers, URL_REGISTERED, credentials)).toEqual({ valid: true });
  });

  it('holds for bytes that are not UTF-8, since it covers the bytes and not a text', () => {
    const bytes = Buffer.of(0xff, 0xfe);
    const given = { 'x-square-hmacsha256-signature': signature('key', URL_REGISTERED, bytes) };
    expect(verifySquare(bytes, given, URL_REGISTERED, credentials).valid).toBe(true);
    expect(verifySquare(Buffer.of(0xfe, 0xff), given, URL_REGISTERED, credentials).valid).toBe(false);
  });

  it.each([
    ['another body', Buffer.from('{}'), URL_REGISTERED, 'key'],
    ['another URL', BODY, `${URL_REGISTERED}/`, 'key'],
    ['another key', BODY, URL_REGISTERED, 'other'],
  ])('does not hold for %s', (_, body, url, signatureKey) => {
    expect(verifySquare(body, headers, url, { ...credentials, signatureKey }).valid).toBe(false);
  });

  it.each([
    ['missing', {}],
    ['in another header', { 'x-signature': signature('key', URL_REGISTERED, BODY) }],
    ['empty', { 'x-square-hmacsha256-signature': '' }],
    ['cut', { 'x-square-hmacsha256-signature': signature('key', URL_REGISTERED, BODY).slice(0, -1) }],
  ])('does not hold when it is %s', (_, given) => {
    expect(verifySquare(BODY, given, URL_REGISTERED, credentials).valid).toBe(false);
  });
});

describe('the door of Square', () => {
  const open = (webhookUrl?: string) =>
    squareIntake.open(
      {
        id: parseChannelId('square'),
        platform: 'square',
        locations: { LMAIN: [parseLocationId('main')] },
        buffer: 0,
        ...(webhookUrl !== undefined && { webhookUrl }),
      },
      JSON.stringify(credentials),
      { locations: [] },
    );
  const message = (body: Buffer, given: string) => ({
    body,
    headers: { 'x-square-hmacsha256-signature': given },
    receivedAt: RECEIVED,
  });

  it('opens to what Square signed for the registered URL, and to nothing else', () => {
    const genuine = message(BODY, signature('key', URL_REGISTERED, BODY));
    expect(open(URL_REGISTERED)(genuine)).toMatchObject({ kind: 'authentic' });
    const forged = message(BODY, signature('guessed', URL_REGISTERED, BODY));
    expect(open(URL_REGISTERED)(forged)).toEqual({
      kind: 'notAuthentic',
      reason: expect.stringContaining('The signature does not fit'),
    });
    expect(open()(genuine)).toMatchObject({ kind: 'notAuthentic' });
  });

  it('refuses what is no JSON, and ignores an event whose object was deleted, null or absent', () => {
    const at = (text: string) =>
      open(URL_REGISTERED)(message(Buffer.from(text), signature('key', URL_REGISTERED, Buffer.from(text))));
    expect(at('{')).toMatchObject({ kind: 'authentic', intake: { kind: 'malformed', path: '' } });
    for (const data of ['{"object":null}', '{}']) {
      expect(at(`{"type":"inventory.count.updated","data":${data}}`)).toMatchObject({
        intake: { kind: 'ignored', reason: expect.stringContaining('no object') },
      });
    }
  });
});

const count = {
  calculated_at: '2026-11-24T18:00:00.10296Z',
  catalog_object_id: 'FGQ5JJWT2PYTHF35CKZ2DSKP',
  catalog_object_type: 'ITEM_VARIATION',
  location_id: 'LMAIN',
  quantity: '10',
  state: 'IN_STOCK',
};

function translate(counts: unknown, type = 'inventory.count.updated') {
  return translateSquare({
    rawBody: Buffer.from(JSON.stringify({ merchant_id: 'M', type, data: { object: { inventory_counts: counts } } })),
    channel: {
      id: parseChannelId('square'),
      platform: 'square',
      locations: { LMAIN: [parseLocationId('main')] },
      buffer: 0,
    },
    receivedAt: RECEIVED,
  });
}

describe('a Square webhook', () => {
  it('of something that was deleted has no object, and is ignored', () => {
    const data = { type: 'inventory_counts', id: 'X', deleted: true };
    const rawBody = Buffer.from(JSON.stringify({ merchant_id: 'M', type: 'inventory.count.updated', data }));
    const channel = {
      id: parseChannelId('square'),
      platform: 'square' as const,
      locations: { LMAIN: [parseLocationId('main')] },
      buffer: 0,
    };
    expect(translateSquare({ rawBody, channel, receivedAt: RECEIVED })).toEqual({
      kind: 'ignored',
      reason: 'The event has no object: what was counted was deleted.',
    });
  });

  it('of counts is a notice for each that counts stock at a mapped location', () => {
    const counts = [count, { ...count, state: 'WASTE' }, { ...count, location_id: 'LOTHER' }];
    expect(translate(counts)).toEqual({
      kind: 'notices',
      notices: [
        {
          channel: 'square',
          externalId: 'FGQ5JJWT2PYTHF35CKZ2DSKP',
          channelLocation: 'LMAIN',
          quantity: 10,
          occurredAt: '2026-11-24T18:00:00.102Z',
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it.each([
    ['10.00000', 10],
    ['-2', -2],
  ])('says %s as %i', (quantity, units) => {
    expect(translate([{ ...count, quantity }])).toMatchObject({ notices: [{ quantity: units }] });
  });

  it('of a fraction of a unit is a notice without a figure', () => {
    const intake = translate([{ ...count, quantity: '1.5' }]);
    expect(intake.kind === 'notices' && intake.notices[0]).not.toHaveProperty('quantity');
  });

  it('of nothing we keep is ignored', () => {
    expect(translate([{ ...count, location_id: 'LOTHER' }])).toMatchObject({ kind: 'ignored' });
    expect(translate({}, 'payment.updated')).toMatchObject({ kind: 'ignored' });
  });

  it('of which one cannot be read has the others, says where it is odd, and has what moved there read', () => {
    const nowhere = { ...count, location_id: 7.5, catalog_object_id: 'VNOWHERE' };
    const intake = translate([count, { ...count, catalog_object_id: 'VODD', quantity: 10 }]);
    const notMapped = { ...count, location_id: 'LOTHER', quantity: 10 };
    const ofNothing = { ...count, catalog_object_id: 7.5 };
    for (const odd of [nowhere, notMapped, ofNothing]) {
      expect(translate([count, odd])).toMatchObject({ notices: [{ externalId: count.catalog_object_id }] });
    }
    expect(intake).toMatchObject({
      kind: 'notices',
      notices: [{ externalId: count.catalog_object_id }, { externalId: 'VODD', occurredAt: expect.any(String) }],
      setAside: [{ id: 'count VODD', reason: 'quantity: Expected a decimal string.' }],
    });
  });

  it.each([
    [{}, 'data.object.inventory_counts'],
    [[{ ...count, quantity: 10 }], 'data.object.inventory_counts[0].quantity'],
    [[{ ...count, calculated_at: 'now' }], 'data.object.inventory_counts[0].calculated_at'],
  ])('is refused at its bad field', (counts, path) => {
    expect(translate(counts)).toMatchObject({ kind: 'malformed', path });
  });
});

describe('the Square secret', () => {
  it.each(['accessToken', 'signatureKey'])('is refused without its %s', (field) => {
    expect(parseSquareCredentials(JSON.stringify(credentials))).toEqual(credentials);
    expect(() => parseSquareCredentials(JSON.stringify({ ...credentials, [field]: undefined }))).toThrow(
      `${field} is missing`,
    );
  });
});
