/** The message that asks for a SKU to be reconciled on one channel. */
import type { Sku } from '../../domain/identifiers.ts';

/** What is pushed is decided from the SKU's present state: the message carries no figures. `receivedAt`: ISO 8601. */
export type ReconcileRequest = { readonly id: string; readonly sku: Sku; readonly receivedAt: string };
