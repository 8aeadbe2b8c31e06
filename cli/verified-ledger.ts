/** Verifies every SKU of a table. */
import { createHash } from 'node:crypto';
import { documentClient, OF_A_COMMAND } from '../shared/aws/lambda/clients.ts';
import { dynamoLedgerStore } from '../shared/aws/ledger/ledger-store.ts';
import { everySku } from '../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../shared/aws/ledger/stock-reader.ts';
import { type LedgerVerification, type VerifyPorts, verifySku } from '../shared/usecases/reading/verify-ledger.ts';

export type VerifiedLedger = {
  readonly skus: number;
  readonly broken: readonly Extract<LedgerVerification, { readonly kind: 'broken' }>[];
};

export function verifyPorts(table: string): VerifyPorts {
  const database = documentClient(OF_A_COMMAND);
  return {
    ledger: dynamoLedgerStore(database, table),
    reader: dynamoStockReader(database, table),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  };
}

/** A SKU that was registered and never posted to is neither sound nor broken. */
export async function verifiedLedger(table: string): Promise<VerifiedLedger> {
  const ports = verifyPorts(table);
  const broken: VerifiedLedger['broken'][number][] = [];
  let skus = 0;
  for await (const sku of everySku(documentClient(OF_A_COMMAND), table)) {
    const verified = await verifySku(ports, sku);
    skus += 1;
    if (verified.kind === 'broken') {
      broken.push(verified);
    }
  }
  return { skus, broken };
}
