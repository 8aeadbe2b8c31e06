/** One row of the bench's table. */
import type { Usage } from '../aws/usage.ts';

export type Row = {
  /** As the budget names it. */
  readonly id: string;
  readonly title: string;
  /** What is counted, each by its unit; those that the budget names are held to it. */
  readonly figures: Readonly<Record<string, number>>;
  /** What the more, the better: the budget does not hold it. */
  readonly ordersADay?: number;
  /** The same as AWS bills it, where the row counts calls. */
  readonly usage?: Usage;
};

/** Says what the bench does at the moment. */
export type Progress = (what: string) => void;

/** The figures of a row that counts what one sale or order takes. */
export function figuresOf({
  invocations,
  readUnits,
  writeUnits,
  indexUnits,
  queueRequests,
  fifoRequests,
  channelCalls,
}: Usage) {
  return {
    ...rounded({ invocations, readUnits, writeUnits, indexUnits }),
    ...rounded({ sqsRequests: queueRequests + fifoRequests, channelCalls }),
  };
}

/** Two digits after the point are enough to see a saving, and the same in each run. */
export function rounded(figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 100) / 100]));
}
