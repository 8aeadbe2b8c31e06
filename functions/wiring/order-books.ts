/** Opens the books of whole orders, for the functions that receive these. */

import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { environmentText } from '../../shared/aws/lambda/environment.ts';
import { dynamoOrderBooks } from '../../shared/aws/ledger/order-books.ts';
import type { OrderBooks } from '../../shared/ports/intake/intake-queues.ts';

/** Throws where the stack did not bind the function to the table. */
export function openOrderBooks(): OrderBooks {
  return dynamoOrderBooks(documentClient(), environmentText('TABLE_NAME'), Date.now);
}
