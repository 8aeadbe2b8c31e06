/** The conditions under which a SKU head, or an item that depends on it, may be written. */
import type { Exposure } from '../../domain/exposure/exposure.ts';

type Condition = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
};

/** Since the head was read nothing was posted to the SKU, and what its listings may show did not change. */
export function isUnchanged(read: { readonly seq: number; readonly exposure?: Exposure | undefined }): Condition {
  const nothingPosted = 'seq = :readSeq';
  const offered = isOfferedAsRead(read);
  return {
    ConditionExpression: `${nothingPosted} AND ${offered.ConditionExpression}`,
    ExpressionAttributeNames: { ...offered.ExpressionAttributeNames },
    ExpressionAttributeValues: { ':readSeq': read.seq, ...offered.ExpressionAttributeValues },
  };
}

/** What the listings may show did not change. A listing's own sale lowers its share and its figure alike, and does not count. */
export function isOfferedAsRead({
  exposure,
}: {
  readonly exposure?: Pick<Exposure, 'revision'> | undefined;
}): Condition {
  return exposure === undefined
    ? { ConditionExpression: 'attribute_not_exists(#exposure)', ExpressionAttributeNames: { '#exposure': 'exposure' } }
    : {
        ConditionExpression: '#exposure.revision = :readExposure',
        ExpressionAttributeNames: { '#exposure': 'exposure' },
        ExpressionAttributeValues: { ':readExposure': exposure.revision },
      };
}
