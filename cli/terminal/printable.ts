/** Makes text from outside safe to print: a terminal shows its control characters and does not obey them. */

/** What a terminal would obey or hide: control and format characters, and line ends of every kind. */
const NOT_PRINTABLE = /[\p{C}\u2028\u2029]/gu;
const LENGTH_MOST = 400;

/** The text on one line, within bounds, with a mark in place of each character that a terminal would obey. */
export function printable(text: string): string {
  const shown = text.replaceAll(NOT_PRINTABLE, '�');
  return shown.length > LENGTH_MOST ? `${shown.slice(0, LENGTH_MOST)}…` : shown;
}

/** The same for a text of several lines; its length has no limit. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(NOT_PRINTABLE, '�'))
    .join('\n');
}
