/** The routes that list: SKUs, channels, problems. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { json } from '../../../shared/aws/lambda/http.ts';
import type { ProposalStore } from '../../../shared/ports/reading/proposals.ts';
import { listChannels } from '../../../shared/usecases/reading/list-channels.ts';
import { type ListProblemsPorts, listProblems } from '../../../shared/usecases/reading/list-problems.ts';
import { listProposals } from '../../../shared/usecases/reading/list-proposals.ts';
import { listStock } from '../../../shared/usecases/reading/list-stock.ts';
import { type ListStockAtPorts, listStockAt } from '../../../shared/usecases/reading/list-stock-at.ts';
import { type RequestCheck, unknownRoute, withAccess } from './access.ts';
import { fieldProblems, invalid } from './requests/field-problems.ts';
import { proposalsQuery, type Query, stockQuery } from './requests/queries.ts';

type Answer = APIGatewayProxyStructuredResultV2;

export type ListRoutesPorts = ListProblemsPorts &
  ListStockAtPorts & {
    readonly isAuthorised: RequestCheck;
    readonly proposals: Pick<ProposalStore, 'page'>;
  };

/** `GET /stock`, `GET /channels`, `GET /problems`, `GET /proposals`. */
export function listRoutes(ports: ListRoutesPorts): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return withAccess(ports.isAuthorised, async (event) => {
    switch (event.routeKey) {
      case 'GET /stock':
        return stock(ports, event.queryStringParameters ?? {});
      case 'GET /channels':
        return json(200, await listChannels(ports));
      case 'GET /problems':
        return json(200, await listProblems(ports));
      case 'GET /proposals':
        return proposals(ports, event.queryStringParameters ?? {});
      default:
        return unknownRoute(event);
    }
  });
}

async function stock(ports: ListRoutesPorts, given: Query): Promise<Answer> {
  const asked = v.safeParse(stockQuery, given);
  if (!asked.success) {
    return invalid(fieldProblems(asked.issues));
  }
  const { query: search, filter: list, after, limit, at, listings: isWithListings = false } = asked.output;
  if (at !== undefined) {
    return json(200, await listStockAt(ports, { at: new Date(at), search, after, limit, isWithListings }));
  }
  return json(200, await listStock(ports, { list, search, after, limit }));
}

async function proposals({ proposals: store }: ListRoutesPorts, given: Query): Promise<Answer> {
  const asked = v.safeParse(proposalsQuery, given);
  return asked.success ? json(200, await listProposals(store, asked.output)) : invalid(fieldProblems(asked.issues));
}
