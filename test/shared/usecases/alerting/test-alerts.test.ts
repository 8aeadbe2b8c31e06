import { expect, it } from '@jest/globals';
import { testAlerts } from '../../../../shared/usecases/alerting/test-alerts.ts';
import { NOON, sha256 } from '../../../fakes/facts.ts';

it('a test goes to each webhook and the mail, and one that fails keeps no other from it', async () => {
  const bodies: unknown[] = [];
  const tested = await testAlerts({
    webhooks: ['chat', 'erp'],
    send: async (to, { body }) => {
      bodies.push(JSON.parse(body));
      return to === 'chat' ? { kind: 'notTaken', why: 'it answered 404' } : { kind: 'taken' };
    },
    mail: () => Promise.reject(new Error('no such topic')),
    digest: sha256,
    clock: () => new Date(NOON),
  });
  expect(tested).toEqual([{ to: 'chat', why: 'it answered 404' }, { to: 'erp' }, { to: 'mail', why: 'no such topic' }]);
  expect(bodies).toEqual(
    Array.from({ length: 2 }, () =>
      expect.objectContaining({ type: 'stock.low', text: expect.stringContaining('STOCKLINE-TEST') }),
    ),
  );
});

it('nobody is tested where nobody is alerted', async () => {
  const ports = {
    webhooks: [],
    send: () => Promise.reject(new Error('called')),
    digest: sha256,
    clock: () => new Date(NOON),
  };
  expect(await testAlerts(ports)).toEqual([]);
});
