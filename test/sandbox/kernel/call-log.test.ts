import { describe, expect, it } from '@jest/globals';
import { createCallLog } from '../../../sandbox/kernel/call-log.ts';

it('asked for a SKU, the call log lists what changed it, and what read it only on request', () => {
  const log = createCallLog();
  const row = { operation: 'any', quantity: null, idempotencyKey: null };
  log.record(new Date(), [{ ...row, kind: 'read', sku: 'A' }], 'ok');
  log.record(new Date(), [{ ...row, kind: 'change', sku: 'A' }], 'ok');
  log.record(new Date(), [{ ...row, kind: 'change', sku: 'B' }], 'ok');
  expect(log.read('A', { withReads: false }).map(({ kind }) => kind)).toEqual(['change']);
  expect(log.read('A', { withReads: true }).map(({ kind }) => kind)).toEqual(['read', 'change']);
  expect(log.read(null, { withReads: false })).toHaveLength(3);
});

describe('the call log', () => {
  it('keeps the last 20,000 rows', () => {
    const log = createCallLog();
    const row = { kind: 'change' as const, operation: 'set', sku: 'A', idempotencyKey: null };
    for (let quantity = 0; quantity < 20_001; quantity += 1) log.record(new Date(), [{ ...row, quantity }], 'ok');
    const rows = log.read('A', { withReads: true });
    expect(rows).toHaveLength(20_000);
    expect(rows[0]?.quantity).toBe(1);
    expect(log.read('B', { withReads: true })).toEqual([]);
  });

  it('does not call a read ignored: it has nothing to apply', () => {
    const log = createCallLog();
    const read = { kind: 'read' as const, operation: 'get', sku: 'A', quantity: null, idempotencyKey: null };
    log.record(new Date(), [read], 'ignored');
    expect(log.read(null, { withReads: true })).toMatchObject([{ answer: 'ok' }]);
  });
});
