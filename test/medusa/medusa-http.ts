/** Calls of a Medusa store's HTTP API. */
import * as v from 'valibot';

export type Answer = { readonly status: number; readonly body: unknown };

const TIMEOUT_MS = 60_000;

/** One call: a GET without a body, else a POST, unless `method` says otherwise. */
export async function call(
  url: string,
  headers: Record<string, string>,
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : { text } };
}

/** What was answered, in this form. Throws with the answer where Medusa refused it, or says something else. */
export function must<S extends v.GenericSchema>(what: string, { status, body }: Answer, schema: S): v.InferOutput<S> {
  const read = v.safeParse(schema, body);
  if (status >= 300 || !read.success) {
    throw new MedusaRefusal(`${what}: Medusa answered ${status}: ${JSON.stringify(body).slice(0, 800)}`, status);
  }
  return read.output;
}

/** Medusa did not do what it was asked for. */
export class MedusaRefusal extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export const withId = v.object({ id: v.string() });
