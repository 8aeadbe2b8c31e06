/** Turns counted usage into money. */
import type { Usage } from '../aws/usage.ts';
import { PRICES } from './prices.ts';

/** Dollars by service. */
export type Cost = Readonly<Record<Service, number>>;
export type Service = 'lambda' | 'dynamodb' | 'sqs' | 'eventbridge' | 'apiGateway' | 'secretsManager' | 'cloudwatch';

export function costOf(usage: Usage, memoryMb: number): Cost {
  const gigabyteSeconds = (usage.milliseconds / 1_000) * (memoryMb / 1_024);
  return {
    lambda: usage.invocations * PRICES.invocation + gigabyteSeconds * PRICES.gigabyteSecond,
    dynamodb: usage.readUnits * PRICES.readUnit + (usage.writeUnits + usage.indexUnits) * PRICES.writeUnit,
    sqs: usage.queueRequests * PRICES.queueRequest + usage.fifoRequests * PRICES.fifoRequest,
    eventbridge: usage.events * PRICES.event,
    apiGateway: usage.apiRequests * PRICES.apiRequest,
    secretsManager: usage.secretReads * PRICES.secretRead,
    cloudwatch: usage.logBytes * PRICES.logByte,
  };
}

export function totalOf(cost: Cost): number {
  return Object.values(cost).reduce((sum, each) => sum + each, 0);
}
