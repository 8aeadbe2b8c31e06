/** Verifies the SKUs of a table. */
import { hash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { everySku } from '../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import { type LedgerVerification, verifySku } from '../../shared/usecases/reading/verify-ledger.ts';

export type VerifiedLedger = {
  readonly skus: number;
  readonly broken: readonly Extract<LedgerVerification, { readonly kind: 'broken' }>[];
};

/** Verifies these SKUs, or every SKU of the table, one after the other. */
export async function* verifications(
  database: DynamoDBDocumentClient,
  table: string,
  skus: Iterable<Sku> | AsyncIterable<Sku> = everySku(database, table),
): AsyncGenerator<LedgerVerification> {
  const ports = {
    ledger: dynamoLedgerStore(database, table),
    reader: dynamoStockReader(database, table),
    digest: (text: string) => hash('sha256', text),
  };
  for await (const sku of skus) {
    yield await verifySku(ports, sku);
  }
}

/** Verifies every SKU. One that was registered and never posted to is neither sound nor broken. */
export async function verifiedLedger(database: DynamoDBDocumentClient, table: string): Promise<VerifiedLedger> {
  const broken: VerifiedLedger['broken'][number][] = [];
  let skus = 0;
  for await (const verified of verifications(database, table)) {
    skus += 1;
    if (verified.kind === 'broken') {
      broken.push(verified);
    }
  }
  return { skus, broken };
}
