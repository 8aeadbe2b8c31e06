/** Begins and ends the sessions of the page. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { json, problem, rawBody } from '../../../shared/aws/lambda/http.ts';
import type { SecretReader } from '../../../shared/aws/secrets/secrets.ts';
import { isSameToken, readToken } from '../api/bearer-check.ts';
import { fieldProblems, invalid } from '../api/requests/field-problems.ts';
import { beginSession, type CookieName, endSession } from '../api/session.ts';

type Answer = APIGatewayProxyStructuredResultV2;

export type LoginPorts = {
  readonly readSecret: SecretReader;
  readonly secret: string;
  readonly cookie: CookieName;
  readonly clock: () => Date;
  readonly wait: (milliseconds: number) => Promise<void>;
};

const loginBody = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1, 'enter the token'), v.maxLength(500, 'use at most 500 characters')),
});

const FIRST_WAIT_MS = 500;
/** A function waits meanwhile, of those that the account may run at once: who sends wrong tokens must not hold more than a few. */
const WAIT_MS_MAX = 4_000;

/**
 * `POST /sign-in {token}`: a session for the API's token. Each wrong token in a row is answered later than the one before, from
 * half a second to four; API Gateway lets one such request a second pass (infra/ledger/page.ts).
 */
export function loginRoute(ports: LoginPorts): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  let wrong = 0;
  return async (event) => {
    const read = v.safeParse(loginBody, bodyOf(event));
    if (!read.success) {
      return invalid(fieldProblems(read.issues));
    }
    const token = await readToken(ports.readSecret, ports.secret);
    if (!isSameToken(read.output.token.trim(), token)) {
      await ports.wait(Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** wrong));
      wrong += 1;
      return problem(401, 'unauthorised', 'This is not the token of secret stockline/api.');
    }
    wrong = 0;
    return withCookie(json(200, { ok: true }), beginSession(token, ports.cookie, ports.clock()));
  };
}

/** `POST /sign-out`. */
export function logoutRoute({ cookie }: Pick<LoginPorts, 'cookie'>): Answer {
  return withCookie(json(200, { ok: true }), endSession(cookie));
}

function withCookie(answer: Answer, cookie: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' }, cookies: [cookie] };
}

function bodyOf(event: APIGatewayProxyEventV2): unknown {
  try {
    return JSON.parse(rawBody(event).toString('utf8'));
  } catch {
    return null;
  }
}
