/** What the status of a deployment is read from. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { readChannelMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { readListedStates } from '../../shared/aws/lists/listed-states.ts';
import { dynamoSkuLists } from '../../shared/aws/lists/sku-lists.ts';
import { setAsideMessages } from '../../shared/aws/messaging/set-aside-messages.ts';
import { cloudWatchFigures } from '../../shared/aws/metrics/channel-figures.ts';
import { dynamoChannelStates } from '../../shared/aws/pushing/channel-states.ts';
import { channelsToList } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { metricServiceOf, stackNameOf } from '../../shared/stage.ts';
import type { ListProblemsPorts } from '../../shared/usecases/reading/list-problems.ts';
import { currentStage } from '../arguments/aws-options.ts';
import type { Deployment } from '../deployment/deployment.ts';

/** Table and metrics of the deployment, as the page reads them. */
export function statusPorts({ table, config }: Deployment): ListProblemsPorts {
  const database = documentClient(OF_A_COMMAND);
  const channels = channelsToList(config);
  return {
    channels,
    channelStates: dynamoChannelStates(database, table),
    figures: {
      figures: cloudWatchFigures(new CloudWatchClient(OF_A_COMMAND), metricServiceOf(currentStage())),
      marks: (channel) => readChannelMarks(database, table, channel),
    },
    lists: dynamoSkuLists(database, table),
    states: (skus) => readListedStates(database, table, channels, skus),
    parking: dynamoParkingLot(database, table),
    setAside: setAsideMessages(
      { stacks: new CloudFormationClient(OF_A_COMMAND), queues: sqsClient(OF_A_COMMAND) },
      stackNameOf(currentStage()),
    ),
    rules: configuredRules(config),
    settleMs: config.settleSeconds * 1_000,
    clock: () => new Date(),
  };
}
