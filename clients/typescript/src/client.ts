/** The stock API, typed: paths, bodies and answers are those of the API's own description. */
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../generated/stock-api.ts';

/** What a request or an answer is made of, by its name in the description: `Schemas['Stock']`. */
export type Schemas = components['schemas'];

/** `GET(path, …)` and `POST(path, …)`; each resolves with `data` or with `error`, and rejects only without an answer. */
export type Stockline = Client<paths>;

export type Access = {
  /** Output `ApiUrl` of the stack. */
  readonly url: string;
  /** A token of `npx stockline tokens add`, with the scopes that the program needs. */
  readonly token: string;
  /** Makes the requests; absent: the platform's `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
};

/** A client of the API at this address. Nothing is sent before the first request. */
export function stocklineClient({ url, token, fetch }: Access): Stockline {
  return createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch !== undefined && { fetch }),
  });
}
