/** The Selling Partner API's answers apart from what was asked: refusals, failures, limits. */
import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../kernel/platform.ts';

/**
 * A refusal in the Selling Partner API's error shape, `{errors: [{code, message, details}]}`: `ErrorList` of each model of
 * amzn/selling-partner-api-models @34dc93fe (2026-08-05). The codes that reports name are in capitals (NOT_FOUND) or not
 * (InvalidInput, Unauthorized, QuotaExceeded), each beside the answer that it is in.
 */
export function refusal(status: number, code: string, message: string, details = ''): SandboxAnswer {
  return { status, body: { errors: [{ code, message, details }] }, headers: requestId(), outcome: code };
}

/** The code of a 400 in the examples of models/orders-api-model/orders_2026-01-01.json; the message is ours. */
export function invalidInput(message: string): SandboxAnswer {
  return refusal(400, 'InvalidInput', message);
}

/**
 * What Amazon answers to most malformed requests: only the `details` say what is wrong with it. Words of
 * https://github.com/jlevers/selling-partner-api/issues/885 (2025-08).
 */
export function unparsable(details: string): SandboxAnswer {
  return refusal(400, 'InvalidInput', 'Request has missing or invalid parameters and cannot be parsed.', details);
}

/** As https://github.com/jrl84/amazon-sp-api/issues/176 (2022) has it for a listing; of an order and a subscription we take it to hold. */
export function notFound(message: string): SandboxAnswer {
  return refusal(404, 'NOT_FOUND', message);
}

/** Code and words: https://github.com/amzn/selling-partner-api-models/issues/2684 (2023-08). */
export function internalFailure(): SandboxAnswer {
  return refusal(500, 'InternalFailure', 'We encountered an internal error. Please try again.');
}

/**
 * `perSecond` is the rate that Amazon states in `x-amzn-RateLimit-Limit`. The header:
 * each model's usage plans; the code and the words are those that many client libraries have in their tests.
 */
export function quotaExceeded(perSecond: number): SandboxAnswer {
  const answer = refusal(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
  return { ...answer, headers: { ...answer.headers, ...rateLimit(perSecond) }, outcome: 'throttled' };
}

export function success(body: unknown): SandboxAnswer {
  return { status: 200, body, headers: requestId() };
}

export function rateLimit(perSecond: number): Record<string, string> {
  return { 'x-amzn-RateLimit-Limit': String(perSecond) };
}

function requestId(): Record<string, string> {
  return { 'x-amzn-RequestId': randomUUID() };
}
