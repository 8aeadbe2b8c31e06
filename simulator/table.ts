import type { Options } from './options.ts';
import type { Row } from './rows.ts';

const COLUMNS: readonly { readonly title: string; readonly of: (row: Row) => string }[] = [
  { title: 'policy', of: ({ policy }) => policy },
  { title: 'lag s', of: ({ lagSeconds }) => String(lagSeconds) },
  { title: 'oversold', of: ({ meanOversold }) => meanOversold.toFixed(2) },
  { title: 'by law', of: ({ predictedOversold }) => predictedOversold.toFixed(2) },
  { title: 'P(any)', of: ({ pAnyOversold }) => String(Number(pAnyOversold.toPrecision(3))) },
  { title: 'p99', of: ({ p99Oversold }) => String(p99Oversold) },
  { title: 'unsold', of: ({ meanUnsold }) => meanUnsold.toFixed(2) },
  { title: 'lost', of: ({ meanLost }) => meanLost.toFixed(2) },
  { title: 'pushes', of: ({ meanPushes }) => meanPushes.toFixed(0) },
];

/** The rows for people, under a line that says what was simulated. */
export function tableOf(options: Omit<Options, 'json' | 'help' | 'plot'>, rows: readonly Row[]): string {
  const { stock, demand, rate, shares, seeds, seed, period } = options;
  const cells = [COLUMNS.map(({ title }) => title), ...rows.map((row) => COLUMNS.map(({ of }) => of(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    `${stock} units on ${shares.length} channels (${shares.join(' : ')}), ${demand} customers at ${rate} a second; mean of ${seeds} sales, seed ${seed}.`,
    ...(rows.some(({ policy }) => policy === 'cron') ? [`cron runs every ${period} s.`] : []),
    '',
    ...lines,
    '',
    'oversold: sold beyond the stock. unsold: left over. lost: wanted and refused.',
  ].join('\n');
}
