/** What decided a push, and what moved a SKU, in words. */
import type { Explanation } from '../live/answers.ts';
import { duration } from './times.ts';

type Inputs = NonNullable<Explanation['decisions'][number]['inputs']>;

/** `2 available, policy shared, buffer 0, lag 1.2 s`. */
export function inputsInWords({ available, policy, share, finisher, safetyStock, buffer, cap, lagMs }: Inputs): string {
  const parts = [
    `${available} available`,
    `policy ${policy}`,
    share !== undefined && `share ${share}`,
    finisher !== undefined && `the last units on ${finisher}`,
    safetyStock !== 0 && `safety stock ${safetyStock}`,
    `buffer ${buffer}`,
    cap !== undefined && `cap ${cap}`,
    lagMs !== undefined && `lag ${duration(lagMs)}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** `order on shopify: committed +12 (8 entries)`. */
export function movedInWords(sum: Explanation['moved'][number]): string {
  const { channel, kind, entries, onHand, committed, held, unavailable } = sum;
  const figures = Object.entries({ 'on hand': onHand, committed, held, unavailable })
    .filter(([, units]) => units !== 0)
    .map(([figure, units]) => `${figure} ${units > 0 ? '+' : '−'}${Math.abs(units)}`);
  return `${kind} on ${channel}: ${figures.join(', ') || 'nothing moved'} (${entries} ${entries === 1 ? 'entry' : 'entries'})`;
}
