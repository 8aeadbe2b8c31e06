import { describe, expect, it } from '@jest/globals';
import { concurrencySentence } from '../../../local/deploying/concurrency.ts';

describe('what a deployment says of the account’s concurrency', () => {
  it('is how many functions are left for webhooks', () => {
    expect(concurrencySentence(1_000, 78)).toContain('922 are left for webhooks');
  });

  it.each([10, 117])('is what to ask for, where the account of %i leaves too few', (limit) => {
    expect(concurrencySentence(limit, 78)).toContain(`only ${limit} functions at once`);
    expect(concurrencySentence(limit, 78)).toContain('Service Quotas');
  });

  it('is that AWS does not say it', () => {
    expect(concurrencySentence(undefined, 78)).toBe(
      'AWS does not say how many functions this account may run at once.',
    );
  });
});
