import type { Exposure } from '../../domain/exposure/exposure.ts';

type Condition = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
};

/** Nothing was posted to the SKU head since it was read, and nobody moved what its listings may show. */
export function isUnchanged(read: { readonly seq: number; readonly exposure?: Exposure | undefined }): Condition {
  const nothingPosted = 'seq = :readSeq';
  const offered = isOfferedAsRead(read);
  return {
    ConditionExpression: `${nothingPosted} AND ${offered.ConditionExpression}`,
    ExpressionAttributeNames: { ...offered.ExpressionAttributeNames },
    ExpressionAttributeValues: { ':readSeq': read.seq, ...offered.ExpressionAttributeValues },
  };
}

/** Nobody moved what the listings may show: own sales move a share and what is shown alike, and are no concern. */
export function isOfferedAsRead({ exposure }: { readonly exposure?: Exposure | undefined }): Condition {
  return exposure === undefined
    ? { ConditionExpression: 'attribute_not_exists(#exposure)', ExpressionAttributeNames: { '#exposure': 'exposure' } }
    : {
        ConditionExpression: '#exposure.revision = :readExposure',
        ExpressionAttributeNames: { '#exposure': 'exposure' },
        ExpressionAttributeValues: { ':readExposure': exposure.revision },
      };
}
