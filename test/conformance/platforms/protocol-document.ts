/** Holds bodies to docs/channel-protocol.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { faultsOf, type Schema, schemaMap } from '../../schemas/json-schema.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'docs', 'channel-protocol.json');

const content = v.object({ 'application/json': v.object({ schema: v.object({ $ref: v.string() }) }) });
const call = v.object({
  post: v.object({
    requestBody: v.object({ content }),
    responses: v.looseObject({ 200: v.object({ content }) }),
  }),
});
const documentShape = v.object({
  paths: v.record(v.string(), call),
  webhooks: v.object({ message: v.object({ post: v.object({ requestBody: v.object({ content }) }) }) }),
  components: v.object({ schemas: schemaMap }),
});

const DOCUMENT = v.parse(documentShape, JSON.parse(readFileSync(FILE, 'utf8')));

/** The operations that the document has, as the last part of each address. */
export const OPERATIONS = Object.keys(DOCUMENT.paths).map((path) => path.slice(1));

/** What of a call is not as the document says, as sentences. */
export function faultsOfCall(operation: string, request: unknown, status: number, answer: unknown): readonly string[] {
  const found = DOCUMENT.paths[`/${operation}`];
  if (found === undefined) {
    return [`There is no operation ${operation}.`];
  }
  const { requestBody, responses } = found.post;
  const ofAnswer = status === 200 ? refOf(responses[200].content) : '#/components/schemas/Error';
  return [
    ...faults({ $ref: refOf(requestBody.content) }, request, `${operation} request`),
    ...faults({ $ref: ofAnswer }, answer, `${operation} answer`),
  ];
}

/** What of a message is not as the document says. */
export function faultsOfMessage(message: unknown): readonly string[] {
  return faults({ $ref: refOf(DOCUMENT.webhooks.message.post.requestBody.content) }, message, 'message');
}

function refOf(body: v.InferOutput<typeof content>): string {
  return body['application/json'].schema.$ref;
}

function faults(schema: Schema, value: unknown, at: string): readonly string[] {
  return faultsOf(schema, value, at, DOCUMENT.components.schemas);
}
