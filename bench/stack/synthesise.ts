/** Synthesises the product's own stack, without bundling code, to read from its template how everything is wired. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { StocklineStack } from '../../infra/stockline-stack.ts';
import { stackNameOf } from '../../shared/stage.ts';
import { benchConfig, PLACES } from './bench-config.ts';

const CDK_JSON = join(import.meta.dirname, '..', '..', 'cdk.json');

const template = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

export type StackTemplate = v.InferOutput<typeof template>;

/** The template of the stack of bench/stack/bench-config.ts; takes some seconds. */
export function synthesise(): StackTemplate {
  // The CDK's own validation of templates takes seconds: it runs at every `cdk synth`.
  process.env['CDK_VALIDATION'] = 'false';
  const { context } = v.parse(
    v.object({ context: v.record(v.string(), v.unknown()) }),
    JSON.parse(readFileSync(CDK_JSON, 'utf8')),
  );
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new StocklineStack(app, stackNameOf(undefined), { config: benchConfig(PLACES), local: false });
  return v.parse(template, Template.fromStack(stack).toJSON());
}
