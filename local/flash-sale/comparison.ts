/** Compares how the same flash sale ended without Stockline and under two of its policies. */
/** The ways in which the same flash sale is held: replayed under a batch, and live under policies of Stockline. */
export const REGIMES = ['batch', 'shared', 'escrow'] as const;

export type Regime = (typeof REGIMES)[number];

/** How the sale ended under one regime, in units; `pushes` are calls to change what a channel shows. */
export type RegimeResult = {
  readonly regime: Regime;
  readonly sold: number;
  readonly refused: number;
  readonly oversold: number;
  readonly left: number;
  readonly pushes: number;
  /** Whether every listing ended at its sellable. */
  readonly isAtSellable: boolean;
};

const NAMES: Readonly<Record<Regime, string>> = {
  batch: 'a batch every 30 min (replayed)',
  shared: 'Stockline, shared',
  escrow: 'Stockline, escrow',
};

/** What the sale is about to show, under each regime. */
export const HEADINGS: Readonly<Record<Regime, string>> = {
  batch: 'A batch every 30 minutes, replayed: until its next run no channel learns of the others’ sales.',
  shared: 'Stockline, policy shared, live: all show what is left, and learn of every sale in about a second.',
  escrow: 'Stockline, policy escrow, live: each shows a share of its own; units move once they are proven gone.',
};

/** The regimes side by side, a line each. */
export function comparison(results: readonly RegimeResult[]): string {
  return [
    line('', 'sold', 'refused', 'oversold', 'left', 'pushes'),
    ...results.map(({ regime, sold, refused, oversold, left, pushes }) =>
      line(NAMES[regime], sold, refused, oversold, left, pushes),
    ),
  ].join('\n');
}

function line(name: string, ...cells: readonly (string | number)[]): string {
  return `  ${name.padEnd(32)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
}
