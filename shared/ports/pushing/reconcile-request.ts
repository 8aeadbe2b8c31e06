/** The message that asks for a SKU to be reconciled on one channel. */
import type { Sku } from '../../domain/identifiers.ts';

/**
 * What is pushed is decided from the SKU's present state: the message carries no figures. `receivedAt`: ISO 8601. `isUrgent`: it came
 * by the queue of what lowers a listing to nothing, or nearly.
 */
export type ReconcileRequest = {
  readonly id: string;
  readonly sku: Sku;
  readonly receivedAt: string;
  readonly isUrgent?: true;
};
