/** The log of the API calls that a sandbox received, for tests and for a person who asks what was done. */
/**
 * One SKU's row of an API call that reads or changes inventory. `quantity` is the absolute figure or the delta exactly
 * as sent; a read has null. `sku` is null for a call that names none, as a page of the catalogue.
 */
export type InventoryCall = {
  kind: 'read' | 'change';
  operation: string;
  sku: string | null;
  quantity: number | null;
  idempotencyKey: string | null;
  [detail: string]: unknown;
};

/**
 * `answer`: `ok`, `ignored` (answered as ok, not applied), `throttled`, `error`, `timeout, applied`,
 * `timeout, not applied`, `replayed` (same idempotency key, no further effect), or the platform's own word for a refusal;
 * the last two also after `timeout, `, where the answer to them was never sent.
 * `at` is when the request had arrived.
 */
export type LoggedCall = InventoryCall & { at: string; answer: string };

const ROWS_MAX = 20_000;

export type CallLog = {
  record: (at: Date, calls: InventoryCall[], answer: string) => void;
  /**
   * All rows, or those of one SKU: the calls that changed its quantity or tried to. Its reads are left out unless they are
   * asked for, because some platforms are read after every notice.
   */
  read: (sku: string | null, options: { readonly withReads: boolean }) => LoggedCall[];
};

/** Keeps the last 20,000 rows. */
export function createCallLog(): CallLog {
  const rows: LoggedCall[] = [];
  return {
    record(at, calls, answer) {
      for (const call of calls) {
        const isUntouchedRead = call.kind === 'read' && answer === 'ignored';
        rows.push({ at: at.toISOString(), ...call, answer: isUntouchedRead ? 'ok' : answer });
        if (rows.length > ROWS_MAX) rows.shift();
      }
    },
    read: (sku, { withReads }) =>
      sku === null ? [...rows] : rows.filter((row) => row.sku === sku && (withReads || row.kind === 'change')),
  };
}
