import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gtinOf } from '../../../../shared/domain/listing/gtin.ts';

describe('a trade item number', () => {
  it.each([
    ['4006381333931', '04006381333931'],
    ['036000291452', '00036000291452'],
    ['96385074', '00000096385074'],
    ['10614141000415', '10614141000415'],
    ['978-0-306-40615-7', '09780306406157'],
    [' 4 006381 333931 ', '04006381333931'],
    ['4006381-333931', '04006381333931'],
  ])('%s is %s in 14 digits', (written, number) => {
    expect(gtinOf(written)).toBe(number);
  });

  it.each([
    ['of a wrong check digit', '4006381333932'],
    ['of another length', '40063813339'],
    ['of letters', 'Does not apply'],
    ['that is none', ''],
    ['that is null', null],
    ['that is missing', undefined],
    ['of zeros', '0000000000000'],
    ['that a shop gave out itself (20 to 29)', '2912345678904'],
    ['that a shop gave out itself (02)', '0212345678909'],
    ['of 12 digits that a shop gave out itself', '212345678909'],
    ['of 8 digits that a shop gave out itself', '21234565'],
    ['that a shop gave out itself (04)', '0412345678903'],
    ['of 12 digits that a shop gave out itself (04)', '412345678903'],
    ['that a shop gave out itself (0000000)', '0000000123457'],
    ['of a coupon (05)', '0512345678900'],
    ['of a coupon (99)', '9912345678909'],
    ['of a receipt (980)', '9801234567892'],
  ])('%s identifies nothing: %s', (_what, written) => {
    expect(gtinOf(written)).toBeUndefined();
  });

  it('with one wrong digit is never taken for another article', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [...'4006381333931'];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(gtinOf(digits.join(''))).toBeUndefined();
      }),
    );
  });
});
