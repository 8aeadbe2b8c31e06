/** The API's description in OpenAPI 3.1, made of the schemas that the handlers parse with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { DESCRIBED_BODIES } from '../requests/hold-bodies.ts';
import { atQuery, entriesQuery, parkedQuery, proposalsQuery, stockQuery } from '../requests/queries.ts';
import { EXAMPLES } from './examples.ts';
import {
  channelsAnswer,
  endedAnswer,
  errorAnswer,
  holdAnswer,
  parkedAnswer,
  placedAnswer,
  problemsAnswer,
  proposalsAnswer,
} from './other-answers.ts';
import {
  entriesAnswer,
  pushesAnswer,
  stockAnswer,
  stockAtAnswer,
  stockListAnswer,
  stockListAtAnswer,
  traceAnswer,
} from './stock-answers.ts';
import { whyAnswer } from './why-answer.ts';

/** Every body and answer by its name. */
export const SCHEMAS = {
  ...DESCRIBED_BODIES,
  Stock: stockAnswer,
  StockAt: stockAtAnswer,
  StockList: stockListAnswer,
  StockListAt: stockListAtAnswer,
  Entries: entriesAnswer,
  Pushes: pushesAnswer,
  Why: whyAnswer,
  Trace: traceAnswer,
  Channels: channelsAnswer,
  Problems: problemsAnswer,
  Proposals: proposalsAnswer,
  Parked: parkedAnswer,
  Placed: placedAnswer,
  Hold: holdAnswer,
  Ended: endedAnswer,
  Error: errorAnswer,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** What a client sees of a request: what is computed from it later is ours. */
function jsonSchema(schema: v.GenericSchema): object {
  const { $schema: _dialect, ...described } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return described;
}

type Query = typeof stockQuery | typeof entriesQuery | typeof parkedQuery | typeof atQuery | typeof proposalsQuery;

function queryParameters(query: Query): readonly object[] {
  return Object.entries<v.GenericSchema>(query.entries).map(([name, schema]) => {
    const { description, ...described } = { description: undefined, ...jsonSchema(schema) };
    return { name, in: 'query', required: false, ...(description !== undefined && { description }), schema: described };
  });
}

function pathParameter(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: { type: 'string', minLength: 1 } };
}

function content(...names: readonly SchemaName[]): object {
  const references = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const [only] = references;
  const examples = Object.fromEntries(names.map((name) => [name, { value: EXAMPLES[name] }]));
  return { 'application/json': { schema: references.length === 1 ? only : { oneOf: references }, examples } };
}

const REFUSALS = {
  400: 'A field is wrong: `error.fields` names each.',
  401: 'The token is missing or wrong.',
  403: 'The token may not do that.',
  404: 'There is no such thing.',
  409: 'Not now: `error.code` says why.',
  429: 'Too many requests at once: ask again.',
  503: 'Many others want the same units at this moment: ask again after `retry-after` seconds.',
} as const;

type Refusal = keyof typeof REFUSALS;

function refusals(statuses: readonly Refusal[]): Record<string, object> {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: REFUSALS[status], content: content('Error') }]),
  );
}

const UNCHANGED = { 304: { description: 'Nothing has changed since the `ETag` that `If-None-Match` names.' } };

type Read = {
  readonly summary: string;
  readonly answers: readonly SchemaName[];
  readonly parameters?: readonly object[];
  readonly refuses?: readonly Refusal[];
};

function read({ summary, answers, parameters = [], refuses = [] }: Read): object {
  return {
    summary,
    parameters: [
      ...parameters,
      {
        ...{ name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } },
        description: 'The `ETag` of the last answer.',
      },
    ],
    responses: {
      200: {
        description: 'As asked.',
        headers: { ETag: { description: 'Changes with the answer.', schema: { type: 'string' } } },
        content: content(...answers),
      },
      ...UNCHANGED,
      ...refusals([...new Set<Refusal>([400, 401, 403, ...refuses, 429])]),
    },
  };
}

const SKU = pathParameter('sku', 'The SKU, percent-encoded: a slash in it as `%2F`.');
const HOLD = pathParameter('id', 'The id of the hold.');

function endOfHold(summary: string, body: SchemaName | undefined): object {
  return {
    summary,
    parameters: [HOLD],
    ...(body !== undefined && { requestBody: { required: false, content: content(body) } }),
    responses: {
      200: { description: 'It ended so, now or before.', content: content('Ended') },
      ...refusals([400, 401, 403, 404, 409, 429, 503]),
    },
  };
}

const READS = {
  '/stock': read({
    summary: 'SKUs page by page, with what every channel shows; with `at` as posted by then',
    answers: ['StockList', 'StockListAt'],
    parameters: queryParameters(stockQuery),
  }),
  '/stock/{sku}': read({
    summary: 'The stock of a SKU, and what each listing shows; with `at` as it was then',
    answers: ['Stock', 'StockAt'],
    parameters: [SKU, ...queryParameters(atQuery)],
    refuses: [404],
  }),
  '/stock/{sku}/entries': read({
    summary: 'The entries of a SKU in order',
    answers: ['Entries'],
    parameters: [SKU, ...queryParameters(entriesQuery)],
    refuses: [404],
  }),
  '/stock/{sku}/pushes': read({
    summary: 'Pushes of a SKU that carried the stock of entries behind `after`, oldest first',
    answers: ['Pushes'],
    parameters: [SKU, ...queryParameters(entriesQuery)],
    refuses: [404],
  }),
  '/stock/{sku}/why': read({
    summary: 'Why the figures are what they are, or were: what moved, what was displayed, decided, and oversold',
    answers: ['Why'],
    parameters: [SKU, ...queryParameters(atQuery)],
    refuses: [404],
  }),
  '/trace/{channel}/{order}': read({
    summary: 'What became of an order: each observation, its entry, and every push that it led to',
    answers: ['Trace'],
    parameters: [
      pathParameter('channel', 'The id of the channel.'),
      pathParameter('order', 'The order’s id there, percent-encoded.'),
    ],
    refuses: [404],
  }),
  '/channels': read({ summary: 'The channels: what is pushed, how far behind', answers: ['Channels'] }),
  '/problems': read({ summary: 'What is wrong now, and what to do', answers: ['Problems'] }),
  '/proposals': read({
    summary: 'Listings that sell no SKU of the ledger, and which SKU each may sell',
    answers: ['Proposals'],
    parameters: queryParameters(proposalsQuery),
  }),
  '/parked': read({
    summary: 'Observations that could not be posted, with their reasons',
    answers: ['Parked'],
    parameters: queryParameters(parkedQuery),
  }),
  '/holds/{id}': read({ summary: 'A hold as it is now', answers: ['Hold'], parameters: [HOLD], refuses: [404] }),
} as const;

const PLACE = {
  summary: 'Hold units for a checkout: of one SKU, or of a cart',
  requestBody: { required: true, content: content('HoldRequest', 'CartRequest') },
  responses: {
    200: { description: 'The same request was granted before.', content: content('Placed') },
    201: { description: 'The units are held.', content: content('Placed') },
    ...refusals([400, 401, 403, 404, 409, 429, 503]),
  },
};

const WRITES = {
  '/holds': PLACE,
  '/holds/{id}/capture': endOfHold('The checkout became an order', 'CaptureRequest'),
  '/holds/{id}/void': endOfHold('The checkout was left: give the units back', undefined),
  '/holds/{id}/ship': endOfHold('A captured hold was shipped', undefined),
  '/holds/{id}/cancel': endOfHold('A captured hold was cancelled', undefined),
  '/holds/{id}/return': endOfHold('Shipped units came back', undefined),
} as const;

/** The document; `version` is Stockline's own. */
export function openApiDocument(version: string): object {
  const paths = new Map<string, object>();
  for (const [path, get] of Object.entries(READS)) {
    paths.set(path, { get: { operationId: `get${nameOf(path)}`, ...get } });
  }
  for (const [path, post] of Object.entries(WRITES)) {
    paths.set(path, { ...paths.get(path), post: { operationId: `post${nameOf(path)}`, ...post } });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stockline',
      version,
      description: 'One stock figure per SKU, true on every channel. Errors are `{"error": {"code", "message"}}`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of the secret `stockline/api`.' },
      },
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)])),
    },
  };
}

/** `/stock/{sku}/entries` reads as `StockSkuEntries`. */
function nameOf(path: string): string {
  return path.replaceAll(/[^a-z]+([a-z]?)/gi, (_, letter: string) => letter.toUpperCase());
}
