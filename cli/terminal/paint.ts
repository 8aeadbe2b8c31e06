/** Colours on a terminal. Elsewhere, and with NO_COLOR (https://no-color.org), text stays as it is. */
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = (text: string) => string;

/** What a part of the output is, by which it is coloured. */
export type Paint = {
  /** A title, or a figure that matters. */
  readonly strong: Style;
  readonly good: Style;
  /** Not as usual, and no fault. */
  readonly note: Style;
  readonly bad: Style;
  /** What one may skip. */
  readonly quiet: Style;
};

const AS_IT_IS: Style = (text) => text;
const PLAIN: Paint = { strong: AS_IT_IS, good: AS_IT_IS, note: AS_IT_IS, bad: AS_IT_IS, quiet: AS_IT_IS };

let standing = PLAIN;

/** The colours of the output. */
export function paint(): Paint {
  return standing;
}

/** From now on text has the colours that this stream shows: none where it is no terminal, or NO_COLOR is set. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  standing = paintOf(stream);
  return standing;
}

/** The colours that this stream shows. */
export function paintOf(stream: NodeJS.WriteStream): Paint {
  // styleText asks the stream whether it is a terminal, and the environment for NO_COLOR and FORCE_COLOR (Node 24, util).
  const style =
    (format: Parameters<typeof styleText>[0]): Style =>
    (text) =>
      styleText(format, text, { stream });
  return {
    strong: style('bold'),
    good: style('green'),
    note: style('yellow'),
    bad: style('red'),
    quiet: style('dim'),
  };
}

/** The rows with their columns one below the other; what is last in a row is not filled up. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (text: string) => [...stripVTControlCharacters(text)].length;
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    }
  }
  const filled = (cell: string, index: number) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(cell)));
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : filled(cell, index))).join('  '),
  );
}
