/** Sentences of the API as the page shows them: they name commands and fields between backticks. */

/** A part of a sentence; `isCode`: it stood between backticks. */
export type SaidPart = { readonly text: string; readonly isCode: boolean };

/** The parts in order. A backtick that nothing ends stays as it is. */
export function partsOf(sentence: string): readonly SaidPart[] {
  return sentence
    .split(/(`[^`]+`)/)
    .filter((text) => text !== '')
    .map((text) => (/^`[^`]+`$/.test(text) ? { text: text.slice(1, -1), isCode: true } : { text, isCode: false }));
}
