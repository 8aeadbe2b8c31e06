/** Answers the page: its files, its sessions, and the lists of SKUs, channels and problems, which the API answers too. */

import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { OF_A_FUNCTION } from '../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../shared/aws/lambda/document-client.ts';
import {
  environmentText,
  exposureRules,
  listedChannels,
  secretName,
  settleMs,
} from '../shared/aws/lambda/environment.ts';
import { secretsClient } from '../shared/aws/lambda/secrets-client.ts';
import { sqsClient } from '../shared/aws/lambda/sqs-client.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../shared/aws/ledger/stock-reader.ts';
import { dynamoProposalStore } from '../shared/aws/listings/proposal-store.ts';
import { readChannelMarks } from '../shared/aws/listings/sweep-marks.ts';
import { readListedStates } from '../shared/aws/lists/listed-states.ts';
import { dynamoPastReader } from '../shared/aws/lists/past-reader.ts';
import { dynamoSkuLists } from '../shared/aws/lists/sku-lists.ts';
import { setAsideMessages } from '../shared/aws/messaging/set-aside-messages.ts';
import { cloudWatchFigures } from '../shared/aws/metrics/channel-figures.ts';
import { dynamoChannelStates } from '../shared/aws/pushing/channel-states.ts';
import { cachedSecrets } from '../shared/aws/secrets/secrets.ts';
import { tokenUses } from '../shared/aws/secrets/token-uses.ts';
import { bearerCheck } from './wiring/api/bearer-check.ts';
import { openApiDocument } from './wiring/api/openapi/document.ts';
import { cookieName, eitherOf, sessionCheck } from './wiring/api/session.ts';
import { builtFiles, type PageFiles } from './wiring/page/page-files.ts';
import { pageRoutes } from './wiring/page/page-routes.ts';

const database = documentClient();
const table = environmentText('TABLE_NAME');
const channels = listedChannels();
const readSecret = cachedSecrets(secretsClient());
const secret = secretName('api');
const cookie = cookieName(environmentText('LOCAL') === 'true');
const figures = cloudWatchFigures(new CloudWatchClient(OF_A_FUNCTION), environmentText('POWERTOOLS_SERVICE_NAME'));

let files: PageFiles | undefined;
let openApi: object | undefined;

export const handler = pageRoutes({
  files: () => {
    files ??= builtFiles();
    return files;
  },
  openApi: () => {
    openApi ??= openApiDocument(environmentText('VERSION'));
    return openApi;
  },
  login: { readSecret, secret, cookie, clock: () => new Date(), wait: (milliseconds) => setTimeout(milliseconds) },
  lists: {
    isAuthorised: eitherOf(
      bearerCheck(readSecret, secret, { noteUse: tokenUses(database, table) }),
      sessionCheck(readSecret, secret, cookie),
    ),
    lists: dynamoSkuLists(database, table),
    past: dynamoPastReader(database, table),
    pastOfListings: dynamoStockReader(database, table),
    states: (skus) => readListedStates(database, table, channels, skus),
    parking: dynamoParkingLot(database, table),
    setAside: setAsideMessages(
      { stacks: new CloudFormationClient(OF_A_FUNCTION), queues: sqsClient() },
      environmentText('STACK_NAME'),
    ),
    proposals: dynamoProposalStore(database, table),
    channelStates: dynamoChannelStates(database, table),
    channels,
    figures: { figures, marks: (channel) => readChannelMarks(database, table, channel) },
    rules: exposureRules(),
    settleMs: settleMs(),
    clock: () => new Date(),
  },
});
