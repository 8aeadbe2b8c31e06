/** How long calls take in a bench, where nothing is really far away: what the durations of functions are made of. */

/**
 * Milliseconds. DynamoDB: “single-digit millisecond” (aws.amazon.com/dynamodb, 2026-11), a transaction takes two rounds.
 * SQS and EventBridge: within the region, tens of milliseconds (aws.amazon.com/sqs/faqs, 2026-11). A channel's API: what
 * its answer takes from another network; Shopify, Amazon and Square publish none. Calls that a function makes at the same
 * time are added up, so a duration is rather too long than too short.
 */
export const LATENCY_MS = {
  databaseCall: 5,
  transaction: 10,
  queueCall: 10,
  busCall: 15,
  secretRead: 10,
  channelCall: 200,
  /** What a function computes itself, an invocation. */
  computing: 5,
} as const;
