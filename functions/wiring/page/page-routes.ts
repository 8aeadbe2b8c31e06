/** The routes of the page: its files, its sessions, and the description of the API. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { json } from '../../../shared/aws/lambda/http.ts';
import { type ListRoutesPorts, listRoutes } from '../api/list-routes.ts';
import { type LoginPorts, loginRoute, logoutRoute } from './login.ts';
import { answerFile, type PageFiles } from './page-files.ts';

export type PagePorts = {
  readonly files: () => PageFiles;
  readonly openApi: () => object;
  readonly login: LoginPorts;
  readonly lists: ListRoutesPorts;
};

/** The page and what it lists. Its files and the description of the API are for everybody: they say nothing of the shop. */
export function pageRoutes(
  ports: PagePorts,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const login = loginRoute(ports.login);
  const lists = listRoutes(ports.lists);
  return async (event) => {
    switch (event.routeKey) {
      case 'GET /':
        return answerFile(ports.files(), 'index.html', event);
      case 'GET /assets/{file}':
        return answerFile(ports.files(), event.pathParameters?.['file'] ?? '', event);
      case 'GET /openapi.json':
        return json(200, ports.openApi());
      case 'POST /sign-in':
        return login(event);
      case 'POST /sign-out':
        return logoutRoute(ports.login);
      default:
        return lists(event);
    }
  };
}
