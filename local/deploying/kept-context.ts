/**
 * Remembers in cdk.context.json what the stacks refer to, as the CDK remembers there what it looked up in the account: the
 * next deployment, also one by `npx cdk deploy`, refers to the same. The file belongs into version control.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** As the app reads it (infra/kept-resources.ts). */
const KEPT_CONTEXT = 'stockline:kept';

const context = v.looseObject({ [KEPT_CONTEXT]: v.optional(v.record(v.string(), v.array(v.string())), {}) });

export type Place = { readonly stack: string; readonly account: string; readonly region: string };

/** Writes the ARNs of the stack. Those of other accounts and regions stay as they were. Writes nothing where nothing changes. */
export function rememberArns(file: string, { stack, account, region }: Place, arns: readonly string[]): void {
  const before = read(file);
  const { [stack]: remembered = [], ...others } = before[KEPT_CONTEXT];
  const elsewhere = remembered.filter((arn) => !arn.includes(`:${region}:${account}:`));
  const all = [...elsewhere, ...arns].sort();
  if (all.join() !== [...remembered].sort().join()) {
    const kept = { ...others, ...(all.length > 0 && { [stack]: all }) };
    writeFileSync(file, `${JSON.stringify({ ...before, [KEPT_CONTEXT]: kept }, undefined, 2)}\n`);
  }
}

function read(file: string): v.InferOutput<typeof context> {
  return v.parse(context, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}
