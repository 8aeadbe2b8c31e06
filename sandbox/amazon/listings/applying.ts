/** When a figure that Amazon accepted is shown: after a while, never, or twice. */
import * as v from 'valibot';
import { seededRandom } from '../../kernel/seeded-random.ts';

const MS_MAX = 86_400_000;
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(MS_MAX));
/** How many of the accepted figures, 0…1; `true` is all of them. */
const rate = v.optional(
  v.union([v.pipe(v.number(), v.minValue(0), v.maxValue(1)), v.pipe(v.boolean(), v.transform(Number))]),
  0,
);

/** The body of `PUT /_sandbox/apply`. What it leaves out is as in the beginning. */
export const applyBody = v.strictObject({
  seed: v.optional(v.pipe(v.number(), v.safeInteger()), 1),
  delayMs: v.optional(
    v.pipe(
      v.tuple([milliseconds, milliseconds]),
      v.check(([min, max]) => min <= max, 'the first delay must not be above the second'),
    ),
  ),
  lose: rate,
  twice: rate,
});

export type ApplyRule = v.InferOutput<typeof applyBody>;

export type Applying = {
  readonly set: (rule: ApplyRule) => void;
  readonly current: () => ApplyRule & { delayMs: [number, number] };
  /** Has an accepted figure applied as the rule says. */
  readonly schedule: (apply: () => void) => void;
};

/**
 * No document says when an ACCEPTED figure is applied, nor in which order with sales or with other figures: the model
 * promises no more than that it was accepted for processing (`ListingsItemSubmissionResponse.status`, 2026-08-05).
 * A figure that is applied twice undoes the sales in between. What becomes of the nth figure since the rule was set
 * follows from the seed and n alone.
 */
export function openApplying(defaultDelayMs: number, after: (delayMs: number, run: () => void) => void): Applying {
  let rule = v.parse(applyBody, {});
  let accepted = 0;
  const delayOf = () => rule.delayMs ?? [defaultDelayMs, defaultDelayMs];
  return {
    set(next) {
      rule = next;
      accepted = 0;
    },
    current: () => ({ ...rule, delayMs: delayOf() }),
    schedule(apply) {
      accepted += 1;
      const roll = seededRandom(Math.imul(rule.seed, 0x9e3779b1) ^ Math.imul(accepted, 0xc2b2ae35));
      const [min, max] = delayOf();
      const [isLost, isTwice] = [roll() < rule.lose, roll() < rule.twice];
      if (isLost) return;
      const firstMs = min + roll() * (max - min);
      after(firstMs, apply);
      if (isTwice) after(firstMs + min + roll() * (max - min), apply);
    },
  };
}
