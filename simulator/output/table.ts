/** Prints the result of a simulation or a replay as a table. */
import type { Options, ReplayOptions } from '../command-line/options.ts';
import { CHECKOUT } from '../market/happenings.ts';
import type { RecordedSales } from '../replay/recorded-sales.ts';
import { type ReplayRow, unitsWanted } from '../replay/replay.ts';
import type { Row } from '../trials/trial.ts';

type Column<Each> = { readonly title: string; readonly of: (row: Each) => string };

const SALE_COLUMNS: readonly Column<Row>[] = [
  { title: 'policy', of: ({ policy }) => policy },
  { title: 'lag s', of: ({ lagSeconds }) => String(lagSeconds) },
  { title: 'oversold', of: ({ meanOversold }) => meanOversold.toFixed(2) },
  {
    title: 'by law',
    of: ({ predictedOversold }) => orDash(predictedOversold),
  },
  { title: 'P(any)', of: ({ pAnyOversold }) => String(Number(pAnyOversold.toPrecision(3))) },
  { title: 'p99', of: ({ p99Oversold }) => String(p99Oversold) },
  { title: 'unsold', of: ({ meanUnsold }) => meanUnsold.toFixed(2) },
  { title: 'at least', of: ({ unsoldBound }) => orDash(unsoldBound) },
  { title: 'foreseen', of: ({ unsoldClairvoyant }) => orDash(unsoldClairvoyant) },
  { title: 'lost', of: ({ meanLost }) => meanLost.toFixed(2) },
  { title: 'pushes', of: ({ meanPushes }) => meanPushes.toFixed(0) },
];

const REPLAY_COLUMNS: readonly Column<ReplayRow>[] = [
  { title: 'policy', of: ({ policy }) => policy },
  { title: 'lag s', of: ({ lagSeconds }) => String(lagSeconds) },
  { title: 'oversold', of: ({ oversold }) => rounded(oversold) },
  { title: 'unsold', of: ({ unsold }) => rounded(unsold) },
  { title: 'lost', of: ({ lost }) => rounded(lost) },
  { title: 'SKUs oversold', of: ({ oversoldSkus }) => String(oversoldSkus) },
  { title: 'pushes', of: ({ pushes }) => pushes.toFixed(0) },
];

const LEGEND = 'oversold: sold beyond the stock. unsold: left over. lost: wanted and refused.';
const LEGEND_OF_BOUNDS =
  'at least: what every rule leaves unsold that never oversells. foreseen: what one leaves that knows every customer.';

/** The rows for people, under a line that says what was simulated. */
export function tableOf(options: Options, rows: readonly Row[]): string {
  const { stock, demand, rate, shares, seeds, seed, channels } = options;
  const where = channels === undefined ? `${shares.length} channels` : channels.join(', ');
  return [
    `${stock} units on ${where} (${shares.join(' : ')}), ${demand} customers at ${rate} a second; mean of ${seeds} sales, seed ${seed}.`,
    ...batchLine(options),
    ...applyLine(options),
    ...besideLines(options),
    '',
    ...aligned(SALE_COLUMNS, rows),
    '',
    LEGEND,
    LEGEND_OF_BOUNDS,
  ].join('\n');
}

/** The rows of a replay for people, under a line that says what was recorded. */
export function replayTableOf(options: ReplayOptions, recorded: RecordedSales, rows: readonly ReplayRow[]): string {
  const { replay, stock, onHand, seeds } = options;
  const units = [...recorded.purchases.values()].reduce((sum, wanted) => sum + unitsWanted(wanted), 0);
  return [
    `${replay}: ${units} units of ${recorded.purchases.size} SKUs, sold on ${recorded.channels.join(', ')}.`,
    onHand === undefined ? `There were ${stock} units of each SKU to sell.` : `There was to sell what ${onHand} says.`,
    ...batchLine(options, `, mean of ${seeds} phases`),
    '',
    ...aligned(REPLAY_COLUMNS, rows),
    '',
    LEGEND,
  ].join('\n');
}

function batchLine({ policies, period }: Pick<Options, 'policies' | 'period'>, of = ''): readonly string[] {
  return policies.includes('cron') ? [`cron runs every ${period} s${of}.`] : [];
}

function applyLine({ channels, apply, settle }: Options): readonly string[] {
  return channels?.includes('amazon')
    ? [`Amazon shows a figure up to ${apply} s after accepting it; settleSeconds is ${settle}.`]
    : [];
}

/** One line for each thing that happens beside the sale. */
function besideLines({ beside = {} }: Options): readonly string[] {
  const { holds, locations, leaving, change, bundle } = beside;
  return [
    ...(holds === undefined ? [] : [`${holds} checkouts a second hold a unit; ${CHECKOUT.bought * 100} % buy it.`]),
    ...(locations === undefined
      ? []
      : [`The units lie at ${locations} places: channel 1 sells from all, each other from one.`]),
    ...(leaving === undefined
      ? []
      : [`Channel ${leaving.channel + 1} is pushed no more after ${leaving.at} s, and sells on what it shows.`]),
    ...(bundle === undefined
      ? []
      : [`Each channel lists a bundle of ${bundle.units} too, which ${bundle.rate} customers a second want.`]),
    ...(change === undefined ? [] : [`After ${change.at} s the policy becomes ${change.policy}.`]),
  ];
}

function aligned<Each>(columns: readonly Column<Each>[], rows: readonly Each[]): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ of }) => of(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** What no formula knows is a dash. */
function orDash(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}

function rounded(units: number): string {
  return String(Number(units.toFixed(1)));
}
