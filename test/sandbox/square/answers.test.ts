import { describe, expect, it } from '@jest/globals';
import { adjustment, openTill } from './till-under-test.ts';

describe('an answer of Square’s that has another reason than the request', () => {
  it.each([
    ['errorsIn200', 200, 'INTERNAL_SERVER_ERROR'],
    ['temporaryError', 400, 'TEMPORARY_ERROR'],
    ['unauthorized', 401, 'UNAUTHORIZED'],
    ['tokenExpired', 401, 'ACCESS_TOKEN_EXPIRED'],
    ['tokenRevoked', 401, 'ACCESS_TOKEN_REVOKED'],
    ['noScope', 403, 'INSUFFICIENT_SCOPES'],
  ])('is %s: %i with %s, and nothing is done until it ends', async (answer, status, code) => {
    const { steer, change, control, receiver } = await openTill();
    await steer('PUT', '/answers', { answer });
    const body = adjustment('IN_STOCK', 'SOLD', '2');
    expect(await change(body)).toMatchObject({ status, body: { errors: [{ code }] } });
    expect(await control.shown('BAG')).toBe(10);
    expect(receiver.deliveries).toEqual([]);
    await steer('DELETE', '/answers');
    expect(await change(body)).toMatchObject({ status: 200, body: { counts: [{ quantity: '8' }] } });
  });

  it('hits only the paths and the number of calls that the rule names', async () => {
    const { steer, change, counts, control } = await openTill();
    await steer('PUT', '/answers', { answer: 'temporaryError', path: '/changes/batch-create', times: 1 });
    expect((await counts()).counts).toHaveLength(2);
    const body = adjustment('IN_STOCK', 'SOLD', '2');
    expect([(await change(body)).status, (await change(body)).status]).toEqual([400, 200]);
    expect(await control.calls('BAG')).toMatchObject([{ answer: 'TEMPORARY_ERROR' }, { answer: 'ok' }]);
    expect(await steer('PUT', '/answers', { answer: 'never' })).toMatchObject({ status: 400 });
  });
});
