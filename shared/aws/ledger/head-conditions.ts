/** The conditions under which a SKU head, or an item that depends on it, may be written. */
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';

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

/** The same for a write of the whole head: nor was a listing linked to the SKU, or taken from it. */
export function isUnchangedAsWhole(
  read: Parameters<typeof isUnchanged>[0] & Pick<SkuLedger, 'linkedPlaces'>,
): Condition {
  const unchanged = isUnchanged(read);
  const { ConditionExpression: listedAsRead, ExpressionAttributeValues: readPlaces } = isLinkedAsRead(read);
  return {
    ...unchanged,
    ConditionExpression: `${unchanged.ConditionExpression} AND ${listedAsRead}`,
    ExpressionAttributeValues: { ...unchanged.ExpressionAttributeValues, ...readPlaces },
  };
}

/** No listing was linked to the SKU, or taken from it. */
export function isLinkedAsRead({ linkedPlaces }: Pick<SkuLedger, 'linkedPlaces'>): Condition {
  return linkedPlaces === undefined
    ? { ConditionExpression: 'attribute_not_exists(linkedPlaces)' }
    : { ConditionExpression: 'linkedPlaces = :readPlaces', ExpressionAttributeValues: { ':readPlaces': linkedPlaces } };
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
