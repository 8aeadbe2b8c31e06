/** Bulk operations: exports that Shopify carries out by itself and offers for download. */
import type { GraphQLSchema } from 'graphql';
import type { PlatformRoute } from '../../../kernel/platform.ts';
import { gid, numericIdOf } from '../../numeric-id.ts';
import type { Shop } from '../../shop.ts';
import { apiTime } from '../../webhooks/rest-values.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { readBulkQuery, runBulkQuery } from './bulk-query.ts';

type Status = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED';

type Operation = {
  id: string;
  query: string;
  status: Status;
  errorCode: string | null;
  createdAt: Date;
  completedAt: Date | null;
  objects: number;
  roots: number;
  jsonl: string | null;
};

export type BulkAnswer = {
  bulkOperation: object | null;
  userErrors: { field: string[] | null; message: string; code: string | null }[];
};

export type BulkOperations = {
  /** `origin` is where the sandbox is reached, and so where the result is downloaded. */
  run: (
    asked: { query: string; isGrouped: boolean; origin: string },
    rootValue: () => Record<string, unknown>,
  ) => BulkAnswer;
  cancel: (globalId: string, origin: string) => BulkAnswer;
  node: (globalId: string, origin: string) => object | null;
  newest: (origin: string) => object | null;
  downloadRoute: PlatformRoute;
};

// "In API versions 2026-01 and higher, you can run up to five bulk query operations at a time per shop":
// https://shopify.dev/docs/api/usage/bulk-operations/queries.
const RUNNING_MAX = 5;
const FOLDER = 'bulk-operation-outputs';

/** `workMs` is how long an operation waits before it is carried out. */
export type BulkParts = { schema: GraphQLSchema; shop: Shop; webhooks: Webhooks; workMs: number };

export function createBulkOperations({ schema, shop, webhooks, workMs }: BulkParts): BulkOperations {
  const operations = new Map<string, Operation>();
  const find = (globalId: string) => operations.get(numericIdOf('BulkOperation', globalId) ?? '');

  const work = async (operation: Operation, carryOut: () => ReturnType<typeof runBulkQuery>) => {
    if (operation.status !== 'CREATED') return;
    operation.status = 'RUNNING';
    const result = await carryOut();
    operation.completedAt = shop.now();
    if (result.outcome === 'failed') {
      operation.status = 'FAILED';
      operation.errorCode = result.errorCode;
    } else {
      operation.status = 'COMPLETED';
      operation.objects = result.lines.length;
      operation.roots = result.roots;
      // An empty result has no file: `url` is null.
      operation.jsonl =
        result.lines.length > 0 ? result.lines.map((line) => `${JSON.stringify(line)}\n`).join('') : null;
    }
    webhooks.announce([{ topic: 'bulk_operations/finish', operation }]);
  };

  return {
    run({ query, isGrouped, origin }, rootValue) {
      const read = readBulkQuery(schema, query);
      if (read.outcome === 'refused') return refused(['query'], read.message, 'INVALID');
      const running = [...operations.values()].filter(({ status }) => status === 'CREATED' || status === 'RUNNING');
      if (running.length >= RUNNING_MAX) {
        const ids = running.map(({ id }) => gid('BulkOperation', id)).join(', ');
        const message = `A bulk query operation for this app and shop is already in progress: ${ids}.`;
        return refused(null, message, 'OPERATION_IN_PROGRESS');
      }
      const operation = createOperation(shop, query);
      operations.set(operation.id, operation);
      setTimeout(() => {
        work(operation, () => runBulkQuery(schema, read.document, rootValue(), { isGrouped })).catch(() => {
          operation.status = 'FAILED';
          operation.errorCode = 'INTERNAL_SERVER_ERROR';
        });
      }, workMs).unref();
      return { bulkOperation: nodeOf(operation, origin), userErrors: [] };
    },
    cancel(globalId, origin) {
      const operation = find(globalId);
      if (!operation) return refused(['id'], 'Bulk operation does not exist', null);
      if (operation.status === 'CREATED') operation.status = 'CANCELED';
      return { bulkOperation: nodeOf(operation, origin), userErrors: [] };
    },
    node(globalId, origin) {
      const operation = find(globalId);
      return operation ? nodeOf(operation, origin) : null;
    },
    newest(origin) {
      const operation = [...operations.values()].at(-1);
      return operation ? nodeOf(operation, origin) : null;
    },
    downloadRoute: {
      method: 'GET',
      path: `/${FOLDER}/{file}`,
      faults: false,
      handle({ params }) {
        const jsonl = operations.get((params['file'] ?? '').replace(/\.jsonl$/, ''))?.jsonl;
        if (typeof jsonl !== 'string') return { status: 404, body: { errors: 'Not Found' } };
        return { status: 200, text: jsonl, headers: { 'content-type': 'application/jsonl' } };
      },
    },
  };
}

function createOperation(shop: Shop, query: string): Operation {
  return {
    id: shop.nextId(),
    query,
    status: 'CREATED',
    errorCode: null,
    createdAt: shop.now(),
    completedAt: null,
    objects: 0,
    roots: 0,
    jsonl: null,
  };
}

function nodeOf(operation: Operation, origin: string): object {
  const { id, query, status, errorCode, createdAt, completedAt, objects, roots, jsonl } = operation;
  return {
    __typename: 'BulkOperation',
    id: gid('BulkOperation', id),
    status,
    type: 'QUERY',
    errorCode,
    createdAt: apiTime(createdAt),
    completedAt: completedAt && apiTime(completedAt),
    objectCount: String(objects),
    rootObjectCount: String(roots),
    fileSize: jsonl === null ? null : String(Buffer.byteLength(jsonl)),
    url: jsonl === null ? null : `${origin}/${FOLDER}/${id}.jsonl`,
    partialDataUrl: null,
    query,
  };
}

function refused(field: string[] | null, message: string, code: string | null): BulkAnswer {
  return { bulkOperation: null, userErrors: [{ field, message, code }] };
}
