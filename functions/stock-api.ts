/** Answers the stock API: stock, entries, traces, parked observations and holds. */

import { documentClient } from '../shared/aws/lambda/document-client.ts';
import {
  channelIds,
  environmentText,
  exposureRules,
  ledgerLocations,
  secretName,
} from '../shared/aws/lambda/environment.ts';
import { secretsClient } from '../shared/aws/lambda/secrets-client.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../shared/aws/ledger/stock-reader.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { tokenUses } from '../shared/aws/secrets/token-uses.ts';
import { bearerCheck } from './wiring/api/bearer-check.ts';
import { cookieName, eitherOf, sessionCheck } from './wiring/api/session.ts';
import { stockRoutes } from './wiring/api/stock-routes.ts';
import { holdPorts } from './wiring/holds.ts';

const database = documentClient();
const table = environmentText('TABLE_NAME');
const readSecret = cachedSecrets(secretsClient());
const secret = secretName('api');
const cookie = cookieName(environmentText('LOCAL') === 'true');

/** The stock API: each request of the bearer of the token, and each that its page reads with, is answered from the ledger itself. */
export const handler = stockRoutes({
  isAuthorised: eitherOf(
    bearerCheck(readSecret, secret, { noteUse: tokenUses(database, table) }),
    sessionCheck(readSecret, secret, cookie),
  ),
  reader: dynamoStockReader(database, table),
  parking: dynamoParkingLot(database, table),
  rules: exposureRules(),
  locations: ledgerLocations(),
  channels: channelIds(),
  holds: holdPorts(),
});
