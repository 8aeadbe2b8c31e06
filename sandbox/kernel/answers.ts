/** Answers that a platform gives for other reasons than the request: to be tried later, or once somebody mends the access. */
import * as v from 'valibot';
import { controlRoute, withBody } from './control-answers.ts';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from './platform.ts';

export type Answers = {
  /** The route as it answers while the rule holds: nothing is done by a call that it hits. */
  readonly before: (route: PlatformRoute) => PlatformRoute;
  /** `PUT /_sandbox/answers` sets the rule, and `DELETE` ends it. */
  readonly routes: readonly PlatformRoute[];
};

/** One rule at a time, which gives one of these answers by its name. */
export function openAnswers(answers: Readonly<Record<string, () => SandboxAnswer>>): Answers {
  const rule = v.strictObject({
    answer: v.picklist(Object.keys(answers)),
    /** Only paths that contain this. */
    path: v.optional(v.string(), ''),
    /** How many calls; without a number, all until the rule ends. */
    times: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  });
  let holds: v.InferOutput<typeof rule> | undefined;
  let left = 0;
  const next = ({ path }: SandboxRequest): SandboxAnswer | undefined => {
    if (holds === undefined || left <= 0 || !path.includes(holds.path)) return undefined;
    left -= 1;
    return answers[holds.answer]?.();
  };
  return {
    before: (route) => ({ ...route, handle: (request, how) => next(request) ?? route.handle(request, how) }),
    routes: [
      controlRoute('PUT', '/answers', (request) =>
        withBody(request, rule, (given) => {
          holds = given;
          left = given.times ?? Number.POSITIVE_INFINITY;
          return { status: 200, body: given };
        }),
      ),
      controlRoute('DELETE', '/answers', () => {
        holds = undefined;
        return { status: 200, body: {} };
      }),
    ],
  };
}
