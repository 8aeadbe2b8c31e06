/** Draws the result of a simulation as an SVG. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { predictedOversold, type SimulatedPolicy } from '../strategies/policies.ts';
import type { Row, Trial } from '../trials/trial.ts';

/** A trial as it came out: one point of a line. */
export type Point = { readonly trial: Trial; readonly row: Row };

/** Means below this lie on the bottom line: a logarithmic axis has no zero. */
const LEAST = 0.01;
const MOST = 1_500;
const HEIGHT = 430;
const HEIGHT_OF_UNSOLD = 180;
const WIDTH = 640;
/** Room around the drawing for the title, the axes and the lines' names: text cannot be measured without a browser. */
const PADDING = { left: 76, right: 190, top: 96, bottom: 44 };

/** Colours that colour-blind people can distinguish (Okabe and Ito, Color Universal Design, 2008). */
const COLORS: Readonly<Record<SimulatedPolicy, string>> = {
  cron: '#6b7280',
  absolute: '#d55e00',
  shared: '#0072b2',
  buffer: '#b0578d',
  endgame: '#c98500',
  escrow: '#009e73',
};

const COLOR_OF_BOUND = '#111827';
const TITLE_OF_UNSOLD = {
  text: 'Units left unsold',
  subtitle: 'Up: units left over. Dashed: the least that every rule leaves that never oversells.',
} as const;

/** Lines that lie on the bottom lie a little above one another, so that each is seen. */
const ABOVE_BOTTOM: Readonly<Record<SimulatedPolicy, number>> = {
  cron: 1,
  absolute: 1,
  shared: 1,
  escrow: 1,
  endgame: 1.2,
  buffer: 1.44,
};

/**
 * One page: lag against oversold units, both logarithmic; a line for each policy as simulated, and over it, dashed, what
 * the closed form says. Below it lag against units left unsold. SVG text; the same points give the same text.
 */
export async function pictureOf(points: readonly Point[]): Promise<string> {
  const view = new View(parse(compile(specOf(points)).spec), { renderer: 'none' });
  return await view.toSVG();
}

function specOf(points: readonly Point[]): TopLevelSpec {
  const lines = [...Map.groupBy(points, ({ trial }) => nameOf(trial)).values()].map((line) =>
    line.toSorted((a, b) => a.row.lagSeconds - b.row.lagSeconds),
  );
  const lags = [...new Set(points.map(({ row }) => row.lagSeconds))].sort((a, b) => a - b);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: PADDING,
    title: titleOf(points),
    vconcat: [
      { width: WIDTH, height: HEIGHT, layer: layersOf(lines, lags) },
      { width: WIDTH, height: HEIGHT_OF_UNSOLD, title: TITLE_OF_UNSOLD, layer: unsoldLayersOf(lines, lags) },
    ],
    spacing: 56,
    config: APPEARANCE,
  };
}

/** The second panel: what each policy leaves over, and, dashed, what every rule must leave that never oversells. */
function unsoldLayersOf(lines: readonly (readonly Point[])[], lags: readonly number[]) {
  const most = Math.max(1, ...lines.flat().flatMap(({ row }) => [row.meanUnsold, row.unsoldBound]));
  const { x, y, color, detail } = encodingsOf(lags, { type: 'linear', domain: [0, most], nice: true });
  const unsold = lines.flat().map(({ trial, row }) => ({
    ...placeOf({ trial, row }),
    units: row.meanUnsold,
  }));
  const bound = [...Map.groupBy(lines.flat(), ({ row }) => row.lagSeconds)]
    .map(([lag, [point]]) => ({ line: 'bound', color: COLOR_OF_BOUND, lag, units: point?.row.unsoldBound ?? 0 }))
    .toSorted((one, other) => one.lag - other.lag);
  return [
    {
      data: { values: unsold },
      mark: SIMULATED,
      encoding: { x: { ...x, axis: lagAxis(lags) }, y: { ...y, axis: { grid: true, tickCount: 5 } }, color, detail },
    },
    {
      data: { values: bound },
      mark: COMPUTED,
      encoding: { x, y, color, detail },
    },
    {
      data: { values: unsold },
      mark: POINT,
      encoding: { x, y, color },
    },
  ] satisfies Layer[];
}

/** From the back to the front: each line as simulated, by the closed form, its points, and its name. */
function layersOf(lines: readonly (readonly Point[])[], lags: readonly number[]) {
  const { x, y, color, detail } = encodingsOf(lags, logarithmic(LEAST, MOST));
  return [
    {
      data: { values: lines.flatMap(simulated) },
      mark: SIMULATED,
      encoding: { x: { ...x, axis: lagAxis(lags) }, y: { ...y, axis: UNITS_AXIS }, color, detail },
    },
    {
      data: { values: lines.flatMap(byLaw) },
      mark: COMPUTED,
      encoding: { x, y, color, detail },
    },
    {
      data: { values: lines.flatMap(simulated) },
      mark: POINT,
      encoding: { x, y, color },
    },
    {
      data: { values: labelled(lines) },
      mark: { type: 'text', align: 'left', dx: 12, fontSize: 13, fontWeight: 600 },
      encoding: { x, y, color, text: { field: 'label', type: 'nominal' } },
    },
  ] satisfies Layer[];
}

const SIMULATED = { type: 'line', strokeWidth: 5, opacity: 0.35, strokeCap: 'round' } as const;
const COMPUTED = { type: 'line', strokeWidth: 1.8, strokeDash: [5, 4] as number[] } as const;
const POINT = { type: 'point', size: 46, filled: true, opacity: 1 } as const;

type UnitsScale = ReturnType<typeof logarithmic> | { type: 'linear'; domain: number[]; nice: true };

/** The encodings of a panel: lag across, units up; the points of a line have its colour. */
function encodingsOf(lags: readonly number[], unitsScale: UnitsScale) {
  return {
    x: { field: 'lag', type: 'quantitative', scale: logarithmic(lags[0] ?? 1, lags.at(-1) ?? 1), title: null },
    y: { field: 'units', type: 'quantitative', scale: unitsScale, title: null },
    color: { field: 'color', type: 'nominal', scale: null },
    detail: { field: 'line', type: 'nominal' },
  } as const;
}

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

const APPEARANCE = {
  aria: false,
  font: 'system-ui, "Segoe UI", Helvetica, Arial, sans-serif',
  view: { stroke: null },
  axis: {
    gridColor: '#eceff1',
    domain: false,
    ticks: false,
    labelColor: '#4b5563',
    labelFontSize: 12,
    labelPadding: 8,
  },
  title: {
    anchor: 'start',
    fontSize: 18,
    subtitleFontSize: 13,
    subtitleColor: '#4b5563',
    offset: 18,
    color: '#111827',
  },
} as const;

function titleOf(points: readonly Point[]): { text: string; subtitle: string[] } {
  const [first] = points;
  if (first === undefined) {
    throw new Error('There is nothing to draw: no policy and no lag.');
  }
  const { stock, shares, demand, rate } = first.trial.setting;
  return {
    text: 'Units oversold in a flash sale, by how late the other channels learn of a sale',
    subtitle: [
      `${stock} units on ${shares.length} channels (${shares.join(' : ')}), ${demand} customers at ${rate} a second. Mean of ${first.row.seeds} simulated sales; dashed: the closed form.`,
      'Across: seconds from a sale until the other channels show it. Up: units sold beyond the stock.',
    ],
  };
}

function logarithmic(least: number, most: number): { type: 'log'; domain: number[]; nice: false } {
  return { type: 'log', domain: [least, most], nice: false };
}

const lagAxis = (lags: readonly number[]) => ({
  values: [...lags],
  labelExpr: "datum.label + ' s'",
  grid: true,
  format: '~g',
  labelOverlap: false,
  labelFlush: false,
});

const UNITS_AXIS = {
  values: [LEAST, 0.1, 1, 10, 100, 1_000] as number[],
  labelExpr: `datum.value <= ${LEAST} ? '≤ ' + datum.value : format(datum.value, ',~g')`,
  grid: true,
};

function nameOf({ policy, setting: { period } }: Trial): string {
  return policy === 'cron' ? `a batch every ${duration(period)}` : policy;
}

function duration(seconds: number): string {
  if (seconds % 60 !== 0) {
    return `${seconds} s`;
  }
  return seconds === 60 ? 'minute' : `${seconds / 60} min`;
}

/** The line that a point belongs to, and its lag. */
function placeOf({ trial, row }: Point) {
  return { line: nameOf(trial), color: COLORS[row.policy], lag: row.lagSeconds };
}

function simulated(line: readonly Point[]) {
  return line.map(({ trial, row }) => ({
    ...placeOf({ trial, row }),
    units: Math.max(LEAST * ABOVE_BOTTOM[row.policy], row.meanOversold),
  }));
}

/** The closed form between the lags too; nothing where it says none. */
function byLaw(line: readonly Point[]) {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const steps = 60;
  const ratio = last.row.lagSeconds / first.row.lagSeconds;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const lag = first.row.lagSeconds * ratio ** (step / steps);
    const { policy, setting } = first.trial;
    const units = predictedOversold(policy, { ...setting, lagSeconds: lag });
    return { line: nameOf(first.trial), color: COLORS[policy], lag, units };
  }).filter(({ units }) => units > LEAST);
}

const LABEL_HEIGHT = 17;

/** Each line's name at its right end; names that would lie on one another are moved apart, as little as can be. */
function labelled(lines: readonly (readonly Point[])[]) {
  const ends = lines.flatMap((line) => {
    const last = simulated(line).at(-1);
    const isNone = line.every(({ row }) => row.meanOversold === 0);
    return last === undefined ? [] : [{ ...last, label: `${last.line}${isNone ? ': none' : ''}` }];
  });
  const rising = ends.toSorted((a, b) => a.units - b.units);
  const heights = apart(rising.map(({ units }) => heightOf(units)));
  return rising.map((end, index) => ({ ...end, units: LEAST * (MOST / LEAST) ** ((heights[index] ?? 0) / HEIGHT) }));
}

/** The rising heights nearest to the given ones that are a label apart: neighbours that collide move as one. */
function apart(heights: readonly number[]): readonly number[] {
  const groups: { sum: number; count: number }[] = [];
  heights.forEach((height, index) => {
    groups.push({ sum: height - index * LABEL_HEIGHT, count: 1 });
    for (let last = groups.at(-1), before = groups.at(-2); last && before; last = before, before = groups.at(-2)) {
      if (before.sum / before.count <= last.sum / last.count) {
        break;
      }
      groups.pop();
      before.sum += last.sum;
      before.count += last.count;
    }
  });
  const levels = groups.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  return levels.map((level, index) => level + index * LABEL_HEIGHT);
}

/** How high above the bottom of the picture so many units lie, in pixels. */
function heightOf(units: number): number {
  return (HEIGHT * Math.log(Math.max(LEAST, units) / LEAST)) / Math.log(MOST / LEAST);
}
