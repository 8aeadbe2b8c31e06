/** Sweep marks in memory, with the conditions of the real ones. */
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import type { SweepMark, SweepMarks } from '../../../shared/ports/intake/sweep.ts';

/** The marks of sweeps in memory: test/contract holds them to the same cases as the table's. */
export function memorySweepMarks(): SweepMarks {
  const marks = new Map<ChannelId, SweepMark>();
  return {
    async begin(channel, first) {
      const mark = marks.get(channel) ?? first;
      marks.set(channel, mark);
      return mark;
    },
    async move(channel, read, to) {
      const mark = marks.get(channel);
      const isAsRead =
        mark?.sweptTo === read.sweptTo && mark.windowMs === read.windowMs && mark.open?.page === read.open?.page;
      if (isAsRead) {
        marks.set(channel, to);
      }
      return isAsRead;
    },
  };
}
