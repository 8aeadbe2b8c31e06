/** How a control call is read and answered: one form for the kernel and for each platform's own control calls. */
import type * as v from 'valibot';
import { readBody } from './body.ts';
import type { ActionOutcome, PlatformRoute, SandboxAnswer, SandboxRequest } from './platform.ts';

/** A route under `/_sandbox`. Injected faults never hit it. */
export function controlRoute(method: string, path: string, handle: PlatformRoute['handle']): PlatformRoute {
  return { method, path: `/_sandbox${path}`, handle, faults: false };
}

/** Reads the body by the schema; the answer to a body that does not fit is 400 with the field that is wrong. */
export async function withBody<S extends v.GenericSchema>(
  request: SandboxRequest,
  schema: S,
  act: (body: v.InferOutput<S>) => SandboxAnswer | Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const read = readBody(request, schema);
  return read.ok ? act(read.body) : refusal(400, 'invalid', read.reason);
}

const STATUS_BY_OUTCOME = { invalid: 400, unknown: 404, insufficient: 409, impossible: 409 } as const;

/** The HTTP answer for what became of an action. */
export function answerFor<T>(result: ActionOutcome<T>, status: number, body: (value: T) => unknown): SandboxAnswer {
  if (result.outcome === 'done') return { status, body: body(result.value) };
  return refusal(STATUS_BY_OUTCOME[result.outcome], result.outcome, result.reason);
}

/** A refusal in the one error form of control calls. */
export function refusal(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } } };
}
