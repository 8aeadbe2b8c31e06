/** Order lines whose units have not left, as far as the ledger remembers them. */

import type { LocationId } from '../identifiers.ts';
import { lineEffect, orderOfLineKey } from '../stock/order-line.ts';
import type { Seen } from './sku-ledger.ts';

/** An order line with units that are ordered and have not left. */
export type OpenLine = {
  readonly channel: string;
  readonly order: string;
  readonly location: LocationId;
  readonly units: number;
};

/** The open line that is remembered, if it is one. */
export function openLineOf({ key, line }: Seen): readonly OpenLine[] {
  const named = orderOfLineKey(key);
  const units = line === undefined ? 0 : lineEffect(line.state).committed;
  return named === undefined || line === undefined || units === 0 ? [] : [{ ...named, location: line.location, units }];
}
