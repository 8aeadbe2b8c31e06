/** What AWS charges for each unit that a bench counts. */

/** When the prices were taken from AWS's pages, and for which region. */
export const PRICES_AS_OF = '2026-11-29';
export const PRICES_REGION = 'us-east-1';

/** US dollars, without free tiers, first tier of each. The page is the source of the lines below it. */
export const PRICES = {
  // https://aws.amazon.com/lambda/pricing: Arm, requests and GB-seconds.
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334,
  // https://aws.amazon.com/dynamodb/pricing/on-demand: standard table class, half of the price before 2024-11.
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  // https://aws.amazon.com/sqs/pricing: requests after the first million of a month.
  queueRequest: 0.4e-6,
  fifoRequest: 0.5e-6,
  // https://aws.amazon.com/eventbridge/pricing: custom events; deliveries to queues of the same account are free.
  event: 1e-6,
  // https://aws.amazon.com/api-gateway/pricing: HTTP APIs.
  apiRequest: 1e-6,
  // https://aws.amazon.com/secrets-manager/pricing: a call, and a secret a month.
  secretRead: 0.05 / 10_000,
  secretMonth: 0.4,
  // https://aws.amazon.com/cloudwatch/pricing: logs taken in, a metric a month, and each metric of an alarm a month.
  logByte: 0.5 / 1e9,
  metricMonth: 0.3,
  alarmMetricMonth: 0.1,
} as const;
