import { describe, expect, it } from '@jest/globals';
import { usableSku } from '../../../shared/domain/usable-sku.ts';

describe('the SKU that a platform has', () => {
  it.each([
    ['MUG', 'MUG'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    ['a'.repeat(256), undefined],
    ['two\nlines', undefined],
  ])('of %j is kept as %j', (text, kept) => {
    expect(usableSku(text)).toBe(kept);
  });
});
