/** What DynamoDB counts as the size of an item, and the units that reading and writing it takes. */
import type { Item } from './expressions.ts';

const KB = 1_024;
/**
 * A list or a map takes 3 bytes, and each of its members 1
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html, 2026-11).
 */
const CONTAINER_BYTES = 3;
const MEMBER_BYTES = 1;

/** Names and values, in UTF-8. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') {
    return Buffer.byteLength(value);
  }
  if (typeof value === 'number') {
    return numberBytes(value);
  }
  if (typeof value === 'boolean' || value === null) {
    return 1;
  }
  if (value instanceof Set) {
    return [...value].reduce<number>((sum, each) => sum + valueBytes(each), 0);
  }
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, each) => sum + MEMBER_BYTES + valueBytes(each), CONTAINER_BYTES);
  }
  if (typeof value === 'object' && value !== undefined) {
    const members = Object.entries(value);
    return members.reduce(
      (sum, [name, each]) => sum + MEMBER_BYTES + Buffer.byteLength(name) + valueBytes(each),
      CONTAINER_BYTES,
    );
  }
  throw new Error(`DynamoDB keeps no ${typeof value}.`);
}

/** About one byte for two significant digits, and one (the same page); another for a sign is assumed. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
  return Math.ceil(Math.max(1, digits) / 2) + 1 + (value < 0 ? 1 : 0);
}

/**
 * Write request units of an item of so many bytes: one for each KB begun, twice that in a transaction
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html, 2026-11).
 */
export function writeUnits(bytes: number, isTransaction: boolean): number {
  return Math.max(1, Math.ceil(bytes / KB)) * (isTransaction ? 2 : 1);
}

export type ReadKind = 'eventual' | 'consistent' | 'transaction';
const UNITS_PER_4_KB: Readonly<Record<ReadKind, number>> = { eventual: 0.5, consistent: 1, transaction: 2 };

/** Read request units of so many bytes read together: half a unit, one or two for each 4 KB begun (the same page). */
export function readUnits(bytes: number, kind: ReadKind): number {
  return Math.max(1, Math.ceil(bytes / (4 * KB))) * UNITS_PER_4_KB[kind];
}
