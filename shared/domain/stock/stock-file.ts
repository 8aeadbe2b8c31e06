/** Stock files: receipts, counts, adjustments and transfers that a person brings in as rows, and the batch that they make. */

import {
  type ChannelId,
  type LocationId,
  parseChannelId,
  parseQuantity,
  parseSenderId,
  type Sku,
} from '../identifiers.ts';
import type { CountObservation, MovementObservation } from './observation.ts';
import { escapedInKey } from './order-line.ts';

/** What the rows of a stock file are. */
export type StockFileKind = 'receive' | 'count' | 'adjust' | 'transfer';

/** Where the units of a row are: at a location, or on their way from one to another. */
export type RowPlace = { readonly at: LocationId } | { readonly from: LocationId; readonly to: LocationId };

/** What a file says of one SKU at one place. */
export type StockRow = {
  readonly sku: Sku;
  readonly place: RowPlace;
  /** Units; below 0 only where units are adjusted. */
  readonly units: number;
  readonly reason?: string;
  /** The lines of the file, in their order. */
  readonly lines: readonly number[];
};

/** A file of one kind under one reference: the merchant's number of a delivery or of a stocktake. */
export type StockFile = {
  readonly kind: StockFileKind;
  readonly ref: string;
  /** When the units moved or were counted; ISO 8601, milliseconds, UTC. */
  readonly at: string;
  readonly rows: readonly StockRow[];
};

/** The source of what an operator's commands post. */
export const OPERATOR: ChannelId = parseChannelId('operator');

/**
 * The id of the batch: all entries that files of this kind and reference make carry it as their order, so that
 * `GET /trace/operator/<id>` shows them. Throws InvalidIdentifierError for a reference that cannot be kept.
 */
export function batchIdOf({ kind, ref }: Pick<StockFile, 'kind' | 'ref'>): string {
  return parseSenderId(`${kind}:${ref}`);
}

/** The begin of the id of the batch that an import makes. */
const IMPORT = 'import:';

/** The id of the batch of an import that began then (ISO 8601): all baselines that it posts carry it as their order. */
export function importBatchId(began: string): string {
  return `${IMPORT}${began}`;
}

/** Whether the batch is that of an import. */
export function isImport(batchId: string): boolean {
  return batchId.startsWith(IMPORT);
}

/** The key of what a row posts: the same row again, from the same file or another, is the same fact. */
export function rowKey(file: Pick<StockFile, 'kind' | 'ref'>, { place }: Pick<StockRow, 'place'>): string {
  const places = 'at' in place ? [place.at] : [place.from, place.to];
  return [file.kind, file.ref, ...places].map(escapedInKey).join(':');
}

/** What the row reports. */
export function rowObservation(
  file: StockFile,
  row: StockRow,
  receivedAt: string,
): MovementObservation | CountObservation {
  const base = {
    sku: row.sku,
    source: { channel: OPERATOR, order: batchIdOf(file), key: rowKey(file, row) },
    occurredAt: file.at,
    receivedAt,
  };
  const { place, units, reason } = row;
  if ('from' in place) {
    const changes = [
      { location: place.from, onHand: -units },
      { location: place.to, onHand: units },
    ];
    return { ...base, kind: 'movement', cause: 'transferred', changes, ...(reason !== undefined && { reason }) };
  }
  if (file.kind === 'count') {
    return { ...base, kind: 'count', location: place.at, counted: parseQuantity(units) };
  }
  const cause = file.kind === 'receive' ? 'received' : 'adjusted';
  const changes = [{ location: place.at, onHand: units }];
  return { ...base, kind: 'movement', cause, changes, ...(reason !== undefined && { reason }) };
}

/** The begin of the key of what takes a row back. */
const UNDO = 'undo:';

/** The key of the correction that takes back what was posted under the key: it is made once. */
export function undoKey(key: string): string {
  return `${UNDO}${key}`;
}

/** What a correction under the key takes back: the key of that; undefined where the key is none of such a correction. */
export function undoneKey(key: string): string | undefined {
  return key.startsWith(UNDO) ? key.slice(UNDO.length) : undefined;
}

/** The id of the batch that takes another one back. */
export function undoBatchId(batchId: string): string {
  return `${UNDO}${batchId}`;
}

/** Whether the batch takes another one back. */
export function isUndo(batchId: string): boolean {
  return batchId.startsWith(UNDO);
}
