import { describe, expect, it } from '@jest/globals';
import { type Action, fitsOneTransaction } from '../../../../shared/aws/ledger/posting-actions.ts';

const put = (bytes: number): Action => ({
  Put: { TableName: 'table', Item: { pk: 'SKU#MUG', text: 'x'.repeat(bytes) } },
});

describe('a transaction', () => {
  it.each([
    [100, 10, true],
    [101, 10, false],
    [50, 50_000, true],
    [90, 50_000, false],
    [1, 300_000, true],
    [1, 400_000, false],
  ])('of %d items with %d bytes each fits: %p', (items, bytes, fits) => {
    expect(fitsOneTransaction(Array.from({ length: items }, () => put(bytes)))).toBe(fits);
  });
});
