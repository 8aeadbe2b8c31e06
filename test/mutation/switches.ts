/** Puts every change of a source into its text at once, each behind a switch, so that it is compiled once. */
import type { Change } from './conditions.ts';

/** The function that a changed source asks whether a change is switched on; running/switched-on.ts defines it. */
export const SWITCH = '__isSwitchedOn';

/** The source with all its changes. The first has the number `first`; lines stay where they are. */
export function withSwitches(source: string, changes: readonly Change[], first: number): string {
  const bytes = Buffer.from(source);
  const wraps = [...Map.groupBy(changes.map(numberedFrom(first)), ({ start, end }) => `${start}-${end}`).values()].map(
    wrap,
  );
  const inserted = [
    // Where two begin at one place the longer one is outside, where two end the shorter one is inside.
    ...wraps.map(({ start, end, before }) => ({ at: start, order: -end, text: before })),
    ...wraps.map(({ start, end, after }) => ({ at: end, order: -bytes.length - start, text: after })),
  ].toSorted((one, other) => one.at - other.at || one.order - other.order);
  const parts = inserted.map(
    ({ at, text }, index) => bytes.subarray(inserted[index - 1]?.at ?? 0, at).toString() + text,
  );
  const rest = bytes.subarray(inserted.at(-1)?.at ?? 0).toString();
  return `const ${SWITCH} = globalThis.${SWITCH} ?? (() => false); ${parts.join('')}${rest}`;
}

type Numbered = Change & { readonly number: number };

function numberedFrom(first: number) {
  return (change: Change, index: number): Numbered => ({ ...change, number: first + index });
}

function wrap(changes: readonly Numbered[]) {
  const { start, end } = changes[0] ?? { start: 0, end: 0 };
  const isLeftOut = changes.some(({ becomes }) => becomes === 'nothing');
  const asked = changes
    .map(({ number, becomes }) => `${SWITCH}(${number}) ? ${isLeftOut ? '[]' : becomes} : `)
    .join('');
  return isLeftOut
    ? { start, end, before: `...(${asked}[`, after: '])' }
    : { start, end, before: `(${asked}(`, after: '))' };
}
