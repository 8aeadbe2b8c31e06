/** The items of the table: how each is written, with the version of its form, and how it is read. */
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Seen } from '../../domain/ledger/sku-ledger.ts';
import type { Parked } from '../../ports/posting/posting.ts';
import { demandShape, exposureShape } from '../shapes/exposure.ts';
import { entryShape, parkedShape, type SkuHead, seenShape, skuHeadShape } from '../shapes/ledger-items.ts';
import { observationShape } from '../shapes/observation.ts';
import type { Shape, StoredFields } from '../shapes/shape.ts';
import { FACTS, SKU_PARTITION } from './table-keys.ts';

/** An item as DynamoDB returns it. Only its shape may say what is in it. */
export type Item = StoredFields;

/** Reads an item's contents: everything but the attributes of the table and of its index. */
export function readItem<Value extends object>(shape: Shape<Value, object>, item: Item): Value {
  const { pk, sk, ref: _ref, refSort: _refSort, expiresAt: _expiresAt, ...contents } = item;
  return shape.read(contents, `${pk} ${sk}`);
}

/** The same update, which also says which version of its form the item has now. */
export function stampedUpdate(shape: Pick<Shape<object>, 'version'>, expression: string, values: Item) {
  const version = 'shapeVersion = :shapeVersion';
  return {
    UpdateExpression: expression.includes('SET ')
      ? expression.replace('SET ', `SET ${version}, `)
      : `SET ${version} ${expression}`,
    ExpressionAttributeValues: { ...values, ':shapeVersion': shape.version },
  };
}

/** What a SKU head says of how its SKU is offered, and of what keeps its listings from being raised. */
export function offeredOf({ exposure, demand, unplaced }: SkuHead): Pick<SkuHead, 'exposure' | 'demand' | 'unplaced'> {
  return {
    ...(exposure !== undefined && { exposure }),
    ...(demand !== undefined && { demand }),
    ...(unplaced !== undefined && { unplaced }),
  };
}

export function readHead(item: Item): SkuHead {
  return readItem(skuHeadShape, item);
}

/** Exposure and demand are also written without the rest of the head, so each has a version of its own. */
export function storedHead(head: SkuHead) {
  return { ...skuHeadShape.stamp(head), ...storedOffer(head) };
}

export function storedOffer({ exposure, demand }: Pick<SkuHead, 'exposure' | 'demand'>) {
  return {
    ...(exposure !== undefined && { exposure: exposureShape.stamp(exposure) }),
    ...(demand !== undefined && { demand: demandShape.stamp(demand) }),
  };
}

export function readEntry(item: Item): LedgerEntry {
  return readItem(entryShape, item);
}

export function readSeen(item: Item): Seen {
  const isWithHead = String(item['pk']).startsWith(SKU_PARTITION);
  return {
    key: String(item['sk']).slice(FACTS.length),
    ...readItem(seenShape, item),
    ...(isWithHead && { isWithHead }),
  };
}

export function readParked(item: Item): Parked {
  return readItem(parkedShape, item);
}

export function storedParked(parked: Parked) {
  return parkedShape.stamp({ ...parked, observation: observationShape.stamp(parked.observation) });
}
