/** How the same flash sale is held: under a batch, which is replayed, and live under policies of Stockline. */
export const REGIMES = ['batch', 'shared', 'escrow'] as const;

export type Regime = (typeof REGIMES)[number];

/** How the sale ended under one regime, in units; `pushes` are calls to change what a channel shows. */
export interface RegimeResult {
  readonly regime: Regime;
  readonly sold: number;
  readonly refused: number;
  readonly oversold: number;
  readonly left: number;
  readonly pushes: number;
  /** Whether every listing ended at its sellable. */
  readonly settled: boolean;
}

const NAMES: Readonly<Record<Regime, string>> = {
  batch: 'a batch every 30 min (replayed)',
  shared: 'Stockline, shared',
  escrow: 'Stockline, escrow',
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
