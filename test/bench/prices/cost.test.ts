import { describe, expect, it } from '@jest/globals';
import { NOTHING_USED } from '../../../bench/aws/usage.ts';
import { costOf } from '../../../bench/prices/cost.ts';

describe('the cost of what was used', () => {
  it('is that of each service by its own unit', () => {
    const usage = {
      ...NOTHING_USED,
      invocations: 1e6,
      milliseconds: 2e6,
      readUnits: 8e6,
      writeUnits: 1e6,
      indexUnits: 1e6,
    };
    const cost = costOf({ ...usage, queueRequests: 1e6, fifoRequests: 1e6, events: 1e6, logBytes: 2e9 }, 512);
    // 1,000 GB-seconds and a million requests; 8 million reads and 2 million writes; and so on, as of 2026-11-29.
    expect(cost.lambda).toBeCloseTo(0.2 + 0.0133334, 6);
    expect(cost.dynamodb).toBeCloseTo(1 + 1.25, 6);
    expect(cost.sqs).toBeCloseTo(0.9, 6);
    expect(cost.eventbridge).toBeCloseTo(1, 6);
    expect(cost.cloudwatch).toBeCloseTo(1, 6);
  });
});
