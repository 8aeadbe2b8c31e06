import { describe, expect, it } from '@jest/globals';
import { endedPushOf, storedPushOf } from '../../../../shared/aws/pushing/push-record.ts';
import type { PushRecord } from '../../../../shared/ports/pushing/push-store.ts';
import { later } from '../../../fakes/facts.ts';

const record: PushRecord = {
  intent: {
    ...({ kind: 'difference', generation: 3, attempt: 1, seq: 7, delta: -1, target: 4, changeFrom: 5 } as const),
    ...{ startedAt: later(0), leaseUntil: later(30), repeated: false, unread: false },
  },
  endedAt: later(1),
  answer: 'accepted',
};

describe('the record of a push', () => {
  it('keeps what decided its figure', () => {
    const inputs = { policy: 'escrow', available: 9, safetyStock: 1, buffer: 2, cap: 8, share: 4, lagMs: 900 } as const;
    const stored = storedPushOf({ ...record, inputs }, 'shopify');
    expect(endedPushOf({ pk: 'SKU#MUG', sk: 'PUSH#7', ...stored })).toMatchObject({ listing: 'shopify', inputs });
  });

  it('of a version that kept nothing of that says nothing of it', () => {
    const { shapeVersion: _two, ...stored } = storedPushOf(record, 'shopify');
    const read = endedPushOf({ pk: 'SKU#MUG', sk: 'PUSH#7', ...stored, shapeVersion: 1 });
    expect(read).toMatchObject({ listing: 'shopify', answer: 'accepted' });
    expect(read).not.toHaveProperty('inputs');
  });
});
