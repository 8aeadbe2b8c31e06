/** Reads the body of a request by a schema. */
import * as v from 'valibot';
import { jsonBody, type SandboxRequest } from './platform.ts';

/** The body, or a sentence that names the field at fault. */
export function readBody<S extends v.GenericSchema>(
  request: SandboxRequest,
  schema: S,
): { ok: true; body: v.InferOutput<S> } | { ok: false; reason: string } {
  const json = jsonBody(request);
  if (!json.ok) return json;
  const parsed = v.safeParse(schema, json.value);
  if (parsed.success) return { ok: true, body: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, reason: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` };
}
