import { describe, expect, it } from '@jest/globals';
import { concurrencyFinding } from '../../../../shared/usecases/diagnosing/diagnose-concurrency.ts';

describe('the concurrency of an account', () => {
  it('is enough where webhooks have room beside all that the deployment runs', () => {
    expect(concurrencyFinding({ limit: 1_000, planned: 62 })).toMatchObject({
      state: 'well',
      says: '1000 functions may run at once, of which 938 are left for webhooks.',
    });
  });

  it.each([10, 101])('of %i is a problem where postings, pushes and checks may take nearly all of it', (limit) => {
    const finding = concurrencyFinding({ limit, planned: 62 });
    expect(finding.state).toBe('problem');
    expect(finding.says).toContain(
      `Only ${limit} functions may run at once, and postings, pushes and checks may take 62`,
    );
    expect(finding.says).toContain('Service Quotas');
  });
});
