import { expect, it } from '@jest/globals';
import { createCallLog } from '../../../sandbox/kernel/call-log.ts';

it('asked for a SKU, the call log tells what changed it, and what read it only on request', () => {
  const log = createCallLog();
  const row = { operation: 'any', quantity: null, idempotencyKey: null };
  log.record(new Date(), [{ ...row, kind: 'read', sku: 'A' }], 'ok');
  log.record(new Date(), [{ ...row, kind: 'change', sku: 'A' }], 'ok');
  log.record(new Date(), [{ ...row, kind: 'change', sku: 'B' }], 'ok');
  expect(log.read('A', false).map(({ kind }) => kind)).toEqual(['change']);
  expect(log.read('A', true).map(({ kind }) => kind)).toEqual(['read', 'change']);
  expect(log.read(null, false)).toHaveLength(3);
});
