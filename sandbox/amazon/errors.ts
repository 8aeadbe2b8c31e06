/** The Selling Partner API's answers apart from what was asked: refusals, failures, limits. */
import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../kernel/platform.ts';

/** A refusal in the Selling Partner API's error shape, `{errors: [{code, message, details}]}`. */
export function refusal(status: number, code: string, message: string, details = ''): SandboxAnswer {
  return { status, body: { errors: [{ code, message, details }] }, headers: requestId(), outcome: code };
}

export function invalidInput(message: string): SandboxAnswer {
  return refusal(400, 'InvalidInput', message);
}

/** What Amazon answers to most malformed requests: only the `details` say what is wrong with it. */
export function unparsable(details: string): SandboxAnswer {
  return refusal(400, 'InvalidInput', 'Request has missing or invalid parameters and cannot be parsed.', details);
}

export function notFound(message: string): SandboxAnswer {
  return refusal(404, 'NOT_FOUND', message);
}

export function internalFailure(): SandboxAnswer {
  return refusal(500, 'InternalFailure', 'We encountered an internal error. Please try again.');
}

/** `perSecond` is the rate that Amazon states in `x-amzn-RateLimit-Limit`. */
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
