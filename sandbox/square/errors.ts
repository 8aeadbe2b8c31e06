/** Square's refusals, in its error shape. */
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../kernel/platform.ts';

type Category = 'API_ERROR' | 'AUTHENTICATION_ERROR' | 'INVALID_REQUEST_ERROR' | 'RATE_LIMIT_ERROR';

/** A refusal in Square's error shape: https://developer.squareup.com/docs/build-basics/handling-errors */
export function refusal(
  status: number,
  category: Category,
  code: string,
  detail: string,
  field?: string,
): SandboxAnswer {
  const error = { category, code, detail, ...(field === undefined ? {} : { field }) };
  return { status, body: { errors: [error] }, outcome: code };
}

export function invalid(code: string, detail: string, field?: string): SandboxAnswer {
  return refusal(400, 'INVALID_REQUEST_ERROR', code, detail, field);
}

export function rateLimited(): SandboxAnswer {
  const answer = refusal(429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', 'Too many requests in a short time; slow down.');
  return { ...answer, headers: { 'retry-after': '1' } };
}

export function internalError(): SandboxAnswer {
  return refusal(500, 'API_ERROR', 'INTERNAL_SERVER_ERROR', 'Something went wrong in the sandbox, as asked.');
}

/** The route behind the access token: without it Square answers 401 before anything else. */
export function behindToken(accessToken: string, route: PlatformRoute): PlatformRoute {
  return {
    ...route,
    handle: (request, how) =>
      isAuthorized(request, accessToken)
        ? route.handle(request, how)
        : refusal(
            401,
            'AUTHENTICATION_ERROR',
            'UNAUTHORIZED',
            'The access token is missing or not that of this account.',
          ),
  };
}

function isAuthorized({ headers }: SandboxRequest, accessToken: string): boolean {
  return headers.authorization === `Bearer ${accessToken}`;
}
