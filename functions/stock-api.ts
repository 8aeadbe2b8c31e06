/** Answers the stock API: stock, entries, traces, parked observations and holds. */

import { documentClient, secretsClient } from '../shared/aws/lambda/clients.ts';
import {
  channelIds,
  environmentText,
  exposureRules,
  ledgerLocations,
  secretName,
} from '../shared/aws/lambda/environment.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../shared/aws/ledger/stock-reader.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { bearerCheck } from './wiring/api/bearer-check.ts';
import { stockRoutes } from './wiring/api/stock-routes.ts';
import { holdPorts } from './wiring/holds.ts';

const database = documentClient();
const table = environmentText('TABLE_NAME');

/** The stock API: each request of the bearer of the token is answered from the ledger itself. */
export const handler = stockRoutes({
  isAuthorised: bearerCheck(cachedSecrets(secretsClient()), secretName('api')),
  reader: dynamoStockReader(database, table),
  parking: dynamoParkingLot(database, table),
  rules: exposureRules(),
  locations: ledgerLocations(),
  channels: channelIds(),
  holds: holdPorts(),
});
