/** What every route of the API has in common: who may ask, what is refused, and what is not sent again. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problem } from '../../../shared/aws/lambda/http.ts';
import { InvalidIdentifierError, quoted } from '../../../shared/domain/identifiers.ts';
import type { Access } from './bearer-check.ts';
import { conditional } from './conditional.ts';

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Whether the request may be answered. */
export type RequestCheck = (event: APIGatewayProxyEventV2) => Promise<Access>;

type Answer = APIGatewayProxyStructuredResultV2;

/**
 * The routes, for those who may ask: 401 for others, 403 for a token without the scope, 400 with the sentence of an identifier that is none. `tried` says how often
 * an answer that fails is tried; default: once.
 */
export function withAccess(
  isAuthorised: RequestCheck,
  route: Handler,
  tried: (answer: () => Promise<Answer>) => Promise<Answer> = (answer) => answer(),
): Handler {
  return async (event) => {
    const access = await isAuthorised(event);
    if (access === 'outOfScope') {
      return problem(403, 'forbidden', 'This token may not do that: its scopes are what `npx stockline tokens` lists.');
    }
    if (!access) {
      const answer = problem(
        401,
        'unauthorised',
        'Send a token of secret stockline/api as `Authorization: Bearer <token>`.',
      );
      return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } };
    }
    return conditional(event, await tried(() => answerOrRefusal(route, event)));
  };
}

/** 404 for a route that the API does not have. */
export function unknownRoute({ routeKey }: Pick<APIGatewayProxyEventV2, 'routeKey'>): Answer {
  return problem(404, 'unknown_route', `${quoted(routeKey)} is no route of this API.`);
}

async function answerOrRefusal(route: Handler, event: APIGatewayProxyEventV2): Promise<Answer> {
  try {
    return await route(event);
  } catch (error) {
    if (error instanceof InvalidIdentifierError) {
      return problem(400, 'invalid', error.message);
    }
    throw error;
  }
}
