/** The plot of a SKU over time: on hand, available, and what each channel showed. */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { type Entry, nameOf, type Push, type Stock } from '../live/answers.ts';
import { colourOf, labelOf } from '../words/channels.ts';
import { availableAfter, onHandAfter } from '../words/sentences.ts';
import { shownSteps, stepAt } from '../words/shown-history.ts';
import { axisLabels, clockTime } from '../words/times.ts';

type Line = { readonly label: string; readonly colour: string; readonly width: number; readonly dash?: number[] };
type PlotData = { readonly lines: readonly Line[]; readonly data: UPlot.AlignedData };

/** Lines differ by their dashes as well as by their colours. */
const DASHES: readonly (number[] | undefined)[] = [undefined, [6, 3], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]];

/** All times at which something changed, with every line's figure at each. */
export function plotData(stock: Stock, entries: readonly Entry[], pushes: readonly Push[], now: number): PlotData {
  const [first] = entries;
  const names = stock.listings.map(nameOf);
  const since = first === undefined ? now : Date.parse(first.postedAt);
  const shown = stock.listings.map((listing) => ({
    listing,
    steps: shownSteps(listing, entries, pushes, now).map((step) => ({ ...step, at: Math.max(step.at, since) })),
  }));
  const times = new Set([since, now]);
  for (const { postedAt } of entries) {
    times.add(Date.parse(postedAt));
  }
  for (const { at } of shown.flatMap(({ steps }) => steps)) {
    times.add(at);
  }
  const sorted = [...times].sort((one, other) => one - other);
  const figures = ofEntries(entries, sorted);
  return {
    lines: [
      { label: 'on hand', colour: 'var(--line-hand)', width: 1.5, dash: [3, 3] },
      { label: 'available', colour: 'var(--line-available)', width: 2.5 },
      ...shown.map(({ listing }, index) => {
        const dash = DASHES[index % DASHES.length];
        return {
          label: labelOf(nameOf(listing), names),
          colour: colourOf(listing.channel),
          width: 1.75,
          ...(dash && { dash }),
        };
      }),
    ],
    data: [
      sorted.map((time) => time / 1_000),
      figures.map(({ onHand }) => onHand),
      figures.map(({ available }) => available),
      ...shown.map(({ steps }) => sorted.map((time) => stepAt(steps, time)?.units ?? null)),
    ],
  };
}

function ofEntries(entries: readonly Entry[], times: readonly number[]) {
  let next = 0;
  let [onHand, available]: (number | null)[] = [null, null];
  return times.map((time) => {
    for (let entry = entries[next]; entry && Date.parse(entry.postedAt) <= time; entry = entries[next]) {
      onHand = onHandAfter(entry);
      available = availableAfter(entry);
      next += 1;
    }
    return { onHand: onHand ?? null, available: available ?? null };
  });
}

/** `var(--name)` in the theme that is shown. */
function inTheme(colour: string): string {
  const [, name] = /^var\((.+)\)$/.exec(colour) ?? [];
  return name === undefined ? colour : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const HEIGHT = 300;

function optionsOf(lines: readonly Line[], width: number, height: number): UPlot.Options {
  const [text, grid] = [inTheme('var(--text-2)'), inTheme('var(--grid)')];
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  const axis = {
    stroke: text,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
    font: '12px system-ui',
  };
  return {
    width,
    height,
    cursor: { drag: { x: true, y: false }, focus: { prox: 24 } },
    legend: { live: true, markers: { width: 2, dash: (_plot, index) => borderOf(lines[index - 1]?.dash) } },
    // Room for the half of the last time's label.
    padding: [8, 34, 0, 0],
    scales: { x: { time: true }, y: { range: (_plot, low, high) => [Math.min(0, low), Math.max(1, high * 1.05)] } },
    axes: [
      { ...axis, space: 90, values: (_plot, times, _axis, _space, step) => [...axisLabels(times, step)] },
      { ...axis, size: 48 },
    ],
    series: [
      { label: 'Time', value: (_plot, time, _series, at) => (at === null ? 'now' : timeOf(time)) },
      ...lines.map(
        ({ label, colour, width: line, dash }): UPlot.Series => ({
          label,
          // Where nobody points at a time, the figures are the last.
          value: ({ data }, figure, series, at) => (at === null ? data[series]?.at(-1) : figure) ?? '–',
          stroke: inTheme(colour),
          width: line,
          ...(dash && { dash }),
          ...(stepped && { paths: stepped }),
          points: { show: false },
          spanGaps: true,
        }),
      ),
    ],
  };
}

/** The sign of a line beside its name is drawn like the line. */
function borderOf(dash: readonly number[] | undefined): 'solid' | 'dashed' | 'dotted' {
  const [length] = dash ?? [];
  if (length === undefined) {
    return 'solid';
  }
  return length > 3 ? 'dashed' : 'dotted';
}

/** `time`: in seconds since 1970. */
function timeOf(time: number): string {
  return clockTime(new Date(time * 1_000).toISOString(), Date.now());
}

type PlotProps = { readonly plot: PlotData; readonly label: string; readonly height?: number };

/** Drag over it to see a time closer; double click shows all of it again. */
export function StockPlot({ plot, label, height = HEIGHT }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<UPlot | undefined>(undefined);
  const names = plot.lines.map((line) => line.label).join('|');
  // Other lines are another plot; new figures are set below.
  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    const draw = () => {
      drawn.current?.destroy();
      drawn.current = new UPlot(optionsOf(plot.lines, element.clientWidth, height), plot.data, element);
    };
    draw();
    const sizes = new ResizeObserver(() => drawn.current?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      themes.disconnect();
      drawn.current?.destroy();
      drawn.current = undefined;
    };
  }, [names, height]);
  useEffect(() => {
    const isZoomed = drawn.current !== undefined && isCloser(drawn.current);
    drawn.current?.setData(plot.data, !isZoomed);
  }, [plot]);
  return <div class="plot" role="img" aria-label={label} ref={place} />;
}

/** Somebody sees a part of the time closer: new figures must not throw that away. */
function isCloser({ scales, data: [times] }: UPlot): boolean {
  const [first, last] = [times[0], times.at(-1)];
  const { min, max } = scales['x'] ?? {};
  return first !== undefined && last !== undefined && min != null && max != null && (min > first || max < last);
}
