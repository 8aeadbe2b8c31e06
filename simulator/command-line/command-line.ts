/** Runs one call of the simulator, from its arguments to what it prints. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseOnHand } from '../../cli/files/on-hand-file.ts';
import { messageOf } from '../../shared/message-of.ts';
import { seedsOf } from '../market/random.ts';
import { replayTableOf, tableOf } from '../output/table.ts';
import { parseRecordedSales } from '../replay/recorded-sales.ts';
import { replay, type StartingStock } from '../replay/replay.ts';
import { rowOf, type Trial } from '../trials/trial.ts';
import { holdAll, type OnHeld } from '../trials/worker-pool.ts';
import { type Options, parseCall, type ReplayOptions, type SimulatorCall } from './options.ts';
import { USAGE, UsageError } from './usage.ts';

/** Where a run prints its result, and its errors. */
export type Output = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shows how far the run is, for people who wait; absent: nobody does. */
  readonly progress?: (text: string) => void;
};

/** Runs the simulator. 0: done; 1: it failed; 2: wrong usage. */
export async function main(args: readonly string[], { out, err, progress }: Output): Promise<number> {
  try {
    out(`${await resultOf(parseCall(args), progress)}\n`);
    return 0;
  } catch (error) {
    err(`simulate: ${messageOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function resultOf(call: SimulatorCall, progress: Output['progress']): Promise<string> {
  switch (call.kind) {
    case 'help':
      return USAGE;
    case 'simulate':
      return await simulated(
        call.options,
        call,
        progress && ((held, all) => progress(`${held} of ${all} sales simulated`)),
      );
    case 'replay':
      return await replayed(
        call.options,
        call,
        progress && ((done, all) => progress(`${done} of ${all} SKUs replayed`)),
      );
    default:
      return call satisfies never;
  }
}

async function simulated(
  options: Options,
  { json, plot }: { json: boolean; plot?: string },
  onHeld: OnHeld | undefined,
): Promise<string> {
  const trials = trialsOf(options);
  const drawnToo = plot === undefined ? [] : moreToDraw(trials);
  const seeds = seedsOf(options.seed, options.seeds);
  const tallies = await holdAll([...trials, ...drawnToo], seeds, availableParallelism(), onHeld);
  const points = [...trials, ...drawnToo].map((trial, index) => ({ trial, row: rowOf(trial, tallies[index] ?? []) }));
  const rows = points.slice(0, trials.length).map(({ row }) => row);
  if (plot !== undefined) {
    const { pictureOf } = await import('../output/plot.ts');
    await writeFile(plot, await pictureOf(points));
  }
  return json ? jsonOf(options, rows) : tableOf(options, rows);
}

function trialsOf({ lags, policies, ...setting }: Options): readonly Trial[] {
  return lags.flatMap((lagSeconds) => policies.map((policy) => ({ policy, setting: { ...setting, lagSeconds } })));
}

/** Beside the batch as it is usual, the picture shows one that runs every minute: it is no remedy. */
const BUSY_PERIOD = 60;

function moreToDraw(trials: readonly Trial[]): readonly Trial[] {
  return trials
    .filter(({ policy, setting }) => policy === 'cron' && setting.period !== BUSY_PERIOD)
    .map(({ policy, setting }) => ({ policy, setting: { ...setting, period: BUSY_PERIOD } }));
}

/** What is shown at most: a terminal takes no more. */
const STEPS_SHOWN = 200;

async function replayed(
  options: ReplayOptions,
  { json }: { json: boolean },
  onReplayed: OnHeld = () => undefined,
): Promise<string> {
  const recorded = await parsedFile(options.replay, parseRecordedSales);
  const startingStock = await startingStockOf(options);
  const { lags, policies, seed, seeds, ...terms } = options;
  const all = lags.length * policies.length * recorded.purchases.size;
  let done = 0;
  const onSku = () => {
    done += 1;
    if (done === all || done % Math.ceil(all / STEPS_SHOWN) === 0) {
      onReplayed(done, all);
    }
  };
  const rows = lags.flatMap((lagSeconds) =>
    policies.map((policy) =>
      replay(recorded, policy, { ...terms, lagSeconds }, startingStock, seedsOf(seed, seeds), onSku),
    ),
  );
  return json ? jsonOf(options, rows) : replayTableOf(options, recorded, rows);
}

async function startingStockOf({ stock = 0, onHand }: ReplayOptions): Promise<StartingStock> {
  if (onHand === undefined) {
    return () => stock;
  }
  const counted = await parsedFile(onHand, parseOnHand);
  return (sku) => {
    const places = counted.get(sku);
    if (places === undefined) {
      throw new Error(`${onHand}: SKU ${sku} was sold, but the file does not say how many there were.`);
    }
    return Object.values(places).reduce((sum: number, units) => sum + units, 0);
  };
}

async function parsedFile<Parsed>(file: string, parse: (text: string) => Parsed): Promise<Parsed> {
  const text = await readFile(file, 'utf8');
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

function jsonOf(options: Options | ReplayOptions, rows: readonly unknown[]): string {
  return JSON.stringify({ options, rows }, null, 2);
}
