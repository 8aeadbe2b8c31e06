/**
 * The stages of Stockline that stand side by side in one account and region, such as `staging` beside production: what
 * differs in their names. Production has no stage.
 */
import { METRIC_SERVICE } from './metrics.ts';
import { STACK_NAME } from './stack-name.ts';

/** Words that names of our functions begin with: `stockline-<stage>-…` must not read as one of them. */
const RESERVED: ReadonlySet<string> = new Set([
  'push',
  'check',
  'read',
  'receive',
  'sweep',
  'post',
  'expire',
  'stock',
  'page',
  'send',
  'mail',
  'more',
]);

/** Returns the stage, or throws with what one may be called. `undefined` and `''`: production. */
export function parseStage(text: string | undefined): string | undefined {
  if (text === undefined || text === '') {
    return undefined;
  }
  if (!/^[a-z][a-z0-9]{0,11}$/.test(text) || RESERVED.has(text)) {
    throw new Error(
      `“${text}” cannot name a stage: use 1 to 12 lower-case letters and digits, beginning with a letter, and none of ${[...RESERVED].join(', ')}.`,
    );
  }
  return text;
}

/** The name of the stack: `Stockline`, or `Stockline-staging`. */
export function stackNameOf(stage: string | undefined): string {
  return stage === undefined ? STACK_NAME : `${STACK_NAME}-${stage}`;
}

/** What the names of its secrets begin with. */
export function secretPrefixOf(stage: string | undefined): string {
  return stage === undefined ? 'stockline/' : `stockline/${stage}/`;
}

/** The value of the dimension `service` of its metrics. */
export function metricServiceOf(stage: string | undefined): string {
  return stage === undefined ? METRIC_SERVICE : `${METRIC_SERVICE}-${stage}`;
}

/** The metric of functions that crash. A filter of a log gives it no dimension of our choice, so its name has the stage. */
export function crashMetricOf(stage: string | undefined): string {
  return stage === undefined ? 'FunctionCrashed' : `FunctionCrashed-${stage}`;
}
