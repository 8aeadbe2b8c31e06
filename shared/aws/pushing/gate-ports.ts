/** Opens what the gates of one channel’s pushes need, in the ledger’s table. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PushingMode } from '../../domain/pushing/channel-state.ts';
import type { Rate } from '../../domain/pushing/rate.ts';
import type { BreakerLimits } from '../../domain/pushing/surge.ts';
import type { GatePorts } from '../../ports/pushing/gate-ports.ts';
import { lastEntries } from '../ledger/numbered-entries.ts';
import { dynamoChannelStates } from './channel-states.ts';
import { dynamoPushBudget } from './push-budget.ts';

export type GateSettings = {
  /** The account whose calls are counted, and how many it takes; absent: no limit is known. */
  readonly account?: string;
  readonly rate?: Rate;
  readonly mode: PushingMode | undefined;
  readonly breaker: BreakerLimits;
};

/** What the gates of one channel’s pushes read and write. */
export function dynamoGatePorts(client: DynamoDBDocumentClient, table: string, settings: GateSettings): GatePorts {
  const { account, rate, mode = 'live', breaker } = settings;
  return {
    states: dynamoChannelStates(client, table),
    lastEntries: (sku, limit) => lastEntries({ client, table, sku }, limit),
    ...(account !== undefined && rate !== undefined && { budget: dynamoPushBudget(client, table, account, rate) }),
    mode,
    breaker,
  };
}
