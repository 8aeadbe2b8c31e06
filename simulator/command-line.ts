import { writeFile } from 'node:fs/promises';
import { holdAll } from './crew.ts';
import { type Options, parseOptions } from './options.ts';
import { seedsOf } from './random.ts';
import { rowOf, type Trial } from './rows.ts';
import { tableOf } from './table.ts';
import { USAGE, UsageError } from './usage.ts';

/** Where a run says its result, and what went wrong. */
export type Output = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs the simulator. 0: done; 1: it failed; 2: wrong usage. */
export async function main(args: readonly string[], { out, err }: Output): Promise<number> {
  try {
    const { json, help, plot, ...options } = parseOptions(args);
    if (help) {
      out(`${USAGE}\n`);
      return 0;
    }
    const trials = trialsOf(options);
    const drawnToo = plot === undefined ? [] : moreToDraw(trials);
    const tallies = await holdAll([...trials, ...drawnToo], seedsOf(options.seed, options.seeds));
    const points = [...trials, ...drawnToo].map((trial, index) => ({ trial, row: rowOf(trial, tallies[index] ?? []) }));
    const rows = points.slice(0, trials.length).map(({ row }) => row);
    if (plot !== undefined) {
      const { pictureOf } = await import('./plot.ts');
      await writeFile(plot, await pictureOf(points));
    }
    out(json ? `${JSON.stringify({ options, rows }, null, 2)}\n` : `${tableOf(options, rows)}\n`);
    return 0;
  } catch (error) {
    err(`simulate: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function trialsOf({ lags, policies, ...setting }: Omit<Options, 'json' | 'help' | 'plot'>): readonly Trial[] {
  return lags.flatMap((lagSeconds) => policies.map((policy) => ({ policy, setting: { ...setting, lagSeconds } })));
}

/** Beside the batch as it is usual, the picture shows one that runs every minute: it is no remedy. */
const BUSY_PERIOD = 60;

function moreToDraw(trials: readonly Trial[]): readonly Trial[] {
  return trials
    .filter(({ policy, setting }) => policy === 'cron' && setting.period !== BUSY_PERIOD)
    .map(({ policy, setting }) => ({ policy, setting: { ...setting, period: BUSY_PERIOD } }));
}
