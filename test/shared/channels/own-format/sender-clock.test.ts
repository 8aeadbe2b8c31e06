import { describe, expect, it } from '@jest/globals';
import { translatePos } from '../../../../shared/channels/pos/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const line = { id: 'l1', sku: 'MUG', quantity: 2 };

function translate(type: string, data: unknown, rest: object) {
  return translatePos({
    rawBody: Buffer.from(JSON.stringify({ type, ...rest, data })),
    channel: { id: parseChannelId('pos'), platform: 'pos' },
    locations: [parseLocationId('main')],
    receivedAt: RECEIVED,
  });
}

describe('the clock of a sender', () => {
  const HOUR_SLOW = '2026-11-24T17:00:00.000Z';
  const sold = (rest: object) => translate('sale.completed', { id: '42', lines: [line] }, rest);

  it('is put right where the message says what the clock showed as it was sent', () => {
    expect(sold({ timestamp: HOUR_SLOW, sentAt: HOUR_SLOW })).toMatchObject({
      clockBehindMs: 3_600_250,
      observations: [{ occurredAt: RECEIVED, statedAt: HOUR_SLOW }],
    });
  });

  it('is off in the message of a whole order too', () => {
    const lines = [{ id: 'l1', sku: 'MUG', ordered: 1, shipped: 0, returned: 0 }];
    const data = { id: '42', version: 1, lines };
    expect(translate('order.updated', data, { timestamp: HOUR_SLOW, sentAt: HOUR_SLOW })).toMatchObject({
      kind: 'wholeOrder',
      clockBehindMs: 3_600_250,
    });
  });

  it('is not named beside what is refused', () => {
    const refused = translate('sale.completed', { id: '42', lines: [] }, { timestamp: HOUR_SLOW, sentAt: HOUR_SLOW });
    expect(Object.keys(refused).toSorted()).toEqual(['kind', 'path', 'reason']);
  });

  it('is put right for an offline sale too, which stays as old as it is', () => {
    const offline = sold({ timestamp: '2026-11-24T15:00:00.000Z', sentAt: HOUR_SLOW });
    expect(offline).toMatchObject({ observations: [{ occurredAt: '2026-11-24T16:00:00.250Z' }] });
  });

  it('puts a stocktake right in the same way, and takes one that only seems to lie in the future', () => {
    const counted = translate(
      'stock.counted',
      { id: 'c1', countedAt: '2026-11-24T18:50:00.000Z', lines: [line] },
      { timestamp: '2026-11-24T19:00:00.000Z', sentAt: '2026-11-24T19:00:00.250Z' },
    );
    expect(counted).toMatchObject({
      clockBehindMs: -3_600_000,
      observations: [{ occurredAt: '2026-11-24T17:50:00.000Z' }],
    });
  });

  it('puts no time before 1970, where it is thousands of years ahead', () => {
    const message = sold({ timestamp: '1970-01-01T00:00:00Z', sentAt: '9999-12-31T00:00:00Z' });
    expect(message).toMatchObject({ observations: [{ occurredAt: '1970-01-01T00:00:00.000Z' }] });
  });

  it('is right within two minutes: the time is taken as it is stated', () => {
    const stated = '2026-11-24T17:30:00.000Z';
    const intake = sold({ timestamp: stated, sentAt: '2026-11-24T17:58:30.000Z' });
    expect(intake).toMatchObject({ observations: [{ occurredAt: stated }] });
    expect(intake).not.toHaveProperty('clockBehindMs');
  });

  it('that is behind is not known without that: an old time may be that of an offline sale', () => {
    expect(sold({ timestamp: HOUR_SLOW })).toEqual(expect.not.objectContaining({ clockBehindMs: expect.anything() }));
    expect(sold({ timestamp: HOUR_SLOW })).toMatchObject({ observations: [{ occurredAt: HOUR_SLOW }] });
  });

  it('that is ahead is named: nothing happens after it was received', () => {
    expect(sold({ timestamp: '2026-11-24T19:00:00.250Z' })).toMatchObject({
      clockBehindMs: -3_600_000,
      observations: [{ occurredAt: RECEIVED, statedAt: '2026-11-24T19:00:00.250Z' }],
    });
  });
});
