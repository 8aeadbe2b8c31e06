/** Keeps an answer of AWS for a while, for a page that many look at and that asks every second. */

/** `read`, asked again at most every so many milliseconds; and at the next call after it failed. */
export function keptAnswer<Arguments extends readonly unknown[], Answer>(
  milliseconds: number,
  read: (...given: Arguments) => Promise<Answer>,
): (...given: Arguments) => Promise<Answer> {
  let kept: { readonly until: number; readonly answer: Promise<Answer> } | undefined;
  return (...given) => {
    const now = Date.now();
    if (kept === undefined || kept.until < now) {
      const answer = read(...given);
      kept = { until: now + milliseconds, answer };
      answer.catch(() => {
        kept = undefined;
      });
    }
    return kept.answer;
  };
}
