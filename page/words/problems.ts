/** How many problems there are, in words. */
import type { Channel, Problem, Problems } from '../live/answers.ts';

/** So many, or so many at least: of each kind some are listed, and the others are not counted. Of what failed, the messages. */
export type Count = { readonly units: number; readonly isMore: boolean };

/** Those of a kind, on one channel or on all. */
export function problemCount({ problems, moreOf }: Problems, kind: Problem['kind'], channel?: string): Count {
  const own = problems.filter((each) => each.kind === kind && (channel === undefined || each.channel === channel));
  const isUnknown = kind === 'failed' && own.some(({ messages }) => messages === undefined);
  const units = kind === 'failed' ? own.reduce((sum, { messages = 0 }) => sum + messages, 0) : own.length;
  return { units, isMore: isUnknown || moreOf.includes(kind) };
}

/** What stands beside the number: `SKU`, `or more SKUs`. */
export function nounOf({ units, isMore }: Count, one: string, many: string): string {
  if (isMore) {
    return `or more ${many}`;
  }
  return units === 1 ? one : many;
}

/** `All channels are in sync.`, `At least 52 things need you.` */
export function verdictOf({ problems, isMore }: Problems, channels: readonly Channel[]): string {
  if (problems.length === 0) {
    return channels.some(wasRead) ? 'All channels are in sync.' : 'No channel was read yet.';
  }
  return `${isMore ? 'At least ' : ''}${problems.length} ${problems.length === 1 ? 'thing needs' : 'things need'} you.`;
}

/** Whether it was ever read, compared or pushed to, or reported something: of others nothing can be said. */
export function wasRead({ lag, lastReceivedAt, sweptTo, comparedAt }: Channel): boolean {
  return [lag, lastReceivedAt, sweptTo, comparedAt].some((each) => each !== null);
}
