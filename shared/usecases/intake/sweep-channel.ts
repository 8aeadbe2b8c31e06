/** Sweeps a channel: reads what changed there, and queues what the ledger does not have because a message was lost. */
import type { SweepMark, SweepMarks } from '../../ports/intake/sweep.ts';
import { sweepWindow, timeOf, type WindowPorts } from './sweep-window.ts';

export type SweepPorts = WindowPorts & { readonly marks: SweepMarks };

const MINUTE_MS = 60_000;

/**
 * Younger changes are left to the next sweep: their messages may be on their way, the platform's search may not find them
 * yet, and Amazon's search ends two minutes ago (SP-API Orders, `lastUpdatedBefore`).
 */
export const LEFT_TO_MESSAGES_MS = 5 * MINUTE_MS;
/** Read twice, because no platform documents whether its bounds are inclusive, or by which clock they are. */
export const OVERLAP_MS = MINUTE_MS;

/** The time window adapts: it is halved when it could not be read in time, and doubled when it could. */
const WINDOW_MAX_MS = 60 * MINUTE_MS;
const WINDOW_MIN_MS = MINUTE_MS;
/** More times than these that cannot be read are no odd page: the sweep stays where it is. */
const UNREAD_MAX = 10;

/** A sweep begins no further page after this time; a function has five minutes. */
const BUDGET_MS = 3 * MINUTE_MS;

/**
 * Reads what changed on a channel since the last sweep, and queues what the ledger does not have: the same observations,
 * under the same keys, as in the channel's own messages. The first sweep only sets the mark. The mark moves once everything
 * before it is queued. When the channel does not answer, or there is more to read than time, the mark stays and the next
 * sweep continues from it; a time of one minute that cannot be read, while the time after it can, is kept by itself and
 * tried again with each sweep. Rejects when the mark itself cannot be read or written, and with CredentialsGoneError.
 */
export async function sweepChannel(ports: SweepPorts): Promise<void> {
  const { marks, clock, journal } = ports;
  const { channel } = ports.sweep;
  const begunMs = clock().getTime();
  const bounds: Bounds = { latestMs: begunMs - LEFT_TO_MESSAGES_MS, endsMs: begunMs + BUDGET_MS };
  const first = await marks.begin(channel, { sweptTo: clock().toISOString(), windowMs: WINDOW_MAX_MS });
  let mark: SweepMark | undefined = await readUnread(ports, first, bounds);
  while (mark !== undefined) {
    const untilMs = Math.min(Date.parse(mark.sweptTo) + mark.windowMs, bounds.latestMs);
    if (untilMs <= Date.parse(mark.sweptTo)) {
      journal.count('Swept', channel);
      return;
    }
    const until = new Date(untilMs).toISOString();
    const isRead = await sweepWindow(ports, { since: mark.sweptTo, until }, OVERLAP_MS, bounds.endsMs);
    const next: SweepMark = isRead
      ? { ...mark, sweptTo: until, windowMs: Math.min(WINDOW_MAX_MS, mark.windowMs * 2) }
      : await beyondUnread(ports, mark, until, bounds);
    const isFurther = next.sweptTo !== mark.sweptTo;
    const isMoved = await marks.move(channel, mark, next);
    if (!isFurther || !isMoved || clock().getTime() >= bounds.endsMs) {
      if (isFurther) {
        journal.count('Swept', channel);
      }
      return;
    }
    mark = next;
  }
}

/** What is younger than `latestMs` is not read, and no page begins after `endsMs`. */
type Bounds = { readonly latestMs: number; readonly endsMs: number };

/**
 * The mark after a time that could not be read. It stays, with a shorter window. A shortest window is passed over and kept as
 * unread when the time after it can be read: then it is not the channel that does not answer, but something in that time.
 */
async function beyondUnread(
  ports: SweepPorts,
  mark: SweepMark,
  until: string,
  { latestMs, endsMs }: Bounds,
): Promise<SweepMark> {
  const { journal, sweep } = ports;
  const { unread = [] } = mark;
  const stays = { ...mark, windowMs: Math.max(WINDOW_MIN_MS, mark.windowMs / 2) };
  // Twice the shortest window, so that the overlap of the window after it does not reach back.
  const beyondMs = Date.parse(until) + 2 * WINDOW_MIN_MS;
  const isYoung = beyondMs > latestMs;
  if (mark.windowMs > WINDOW_MIN_MS || unread.length >= UNREAD_MAX || isYoung) {
    return stays;
  }
  const beyond = new Date(beyondMs).toISOString();
  if (!(await sweepWindow(ports, { since: until, until: beyond }, 0, endsMs))) {
    return stays;
  }
  const time = { since: mark.sweptTo, until };
  journal.count('SweepUnread', sweep.channel);
  journal.warn(
    `${sweep.channel}: what changed from ${timeOf(time.since)} to ${timeOf(until)} cannot be read, what changed later can. ` +
      'It is tried again with each sweep',
    { step: 'swept', channel: sweep.channel, ...time, unread: unread.length + 1 },
  );
  return { ...stays, sweptTo: beyond, unread: [...unread, time] };
}

/**
 * Tries the first time again that could not be read; with no answer it is the last to be tried next. Undefined: another
 * sweep moved the mark.
 */
async function readUnread(ports: SweepPorts, mark: SweepMark, { endsMs }: Bounds): Promise<SweepMark | undefined> {
  const { journal, marks, sweep } = ports;
  const [time, ...others] = mark.unread ?? [];
  if (time === undefined) {
    return mark;
  }
  const isRead = await sweepWindow(ports, time, OVERLAP_MS, endsMs);
  const unread = isRead ? others : [...others, time];
  journal.count('SweepUnread', sweep.channel, unread.length);
  const { unread: _before, ...same } = mark;
  const next = unread.length === 0 ? same : { ...same, unread };
  return (await marks.move(sweep.channel, mark, next)) ? next : undefined;
}
