import { parseOptions } from './options.ts';
import { seedsOf } from './random.ts';
import { simulate } from './rows.ts';
import { tableOf } from './table.ts';
import { USAGE, UsageError } from './usage.ts';

/** Where a run says its result, and what went wrong. */
export type Output = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs the simulator. 0: done; 1: it failed; 2: wrong usage. */
export function main(args: readonly string[], { out, err }: Output): number {
  try {
    const options = parseOptions(args);
    if (options.help) {
      out(`${USAGE}\n`);
      return 0;
    }
    const { json, help: _help, lags, policies, ...given } = options;
    const seeds = seedsOf(options.seed, options.seeds);
    const rows = lags.flatMap((lagSeconds) =>
      policies.map((policy) => simulate(policy, { ...given, lagSeconds }, seeds)),
    );
    const told = { ...given, lags, policies };
    out(json ? `${JSON.stringify({ options: told, rows }, null, 2)}\n` : `${tableOf(options, rows)}\n`);
    return 0;
  } catch (error) {
    err(`simulate: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
