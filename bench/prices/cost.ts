/** Turns counted usage into money. */
import type { Usage } from '../aws/usage.ts';
import { PRICES } from './prices.ts';

/** What a stack is billed for, in the order in which tables show it. */
export const SERVICES = [
  'lambda',
  'dynamodb',
  'sqs',
  'eventbridge',
  'apiGateway',
  'secretsManager',
  'cloudwatch',
] as const;

/** Dollars by service. */
export type Cost = Readonly<Record<(typeof SERVICES)[number], number>>;

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

/** The sum of what is paid, by whatever it is divided. */
export function totalOf(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, each) => sum + each, 0);
}
