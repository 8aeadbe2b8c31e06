import { holdAll } from './crew.ts';
import { parseOptions } from './options.ts';
import { seedsOf } from './random.ts';
import { rowOf, type Trial } from './rows.ts';
import { tableOf } from './table.ts';
import { USAGE, UsageError } from './usage.ts';

/** Where a run says its result, and what went wrong. */
export type Output = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs the simulator. 0: done; 1: it failed; 2: wrong usage. */
export async function main(args: readonly string[], { out, err }: Output): Promise<number> {
  try {
    const { json, help, ...options } = parseOptions(args);
    if (help) {
      out(`${USAGE}\n`);
      return 0;
    }
    const { lags, policies, ...setting } = options;
    const trials = lags.flatMap((lagSeconds) =>
      policies.map((policy): Trial => ({ policy, setting: { ...setting, lagSeconds } })),
    );
    const tallies = await holdAll(trials, seedsOf(options.seed, options.seeds));
    const rows = trials.map((trial, index) => rowOf(trial, tallies[index] ?? []));
    out(json ? `${JSON.stringify({ options, rows }, null, 2)}\n` : `${tableOf(options, rows)}\n`);
    return 0;
  } catch (error) {
    err(`simulate: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
