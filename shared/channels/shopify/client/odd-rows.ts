/** Names odd rows of the Admin API by their numeric ids, as webhooks and Shopify's admin name them. */
import { type OddRow, textOf } from '../../rows.ts';
import { numericId } from './global-id.ts';

/** The odd row with no more than its own id, under `id`. */
export function withNumericId(odd: OddRow): OddRow {
  return withIdOf('id', (row) => textOf(row, 'id'))(odd);
}

/** The odd row with no more than one id, under the name that a webhook has for it; `idOf` gives the global one. */
export function withIdOf(field: string, idOf: (row: unknown) => string | undefined): (odd: OddRow) => OddRow {
  return ({ row, reason }) => {
    const global = idOf(row);
    return { row: global === undefined ? {} : { [field]: numericId(global) }, reason };
  };
}
