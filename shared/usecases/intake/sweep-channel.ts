/** Sweeps a channel: reads what changed there, and queues what the ledger does not have because a message was lost. */
import type { SweepMark, SweepMarks } from '../../ports/intake/sweep.ts';
import { sweepWindow, timeOf, type WindowPorts, type WindowRead } from './sweep-window.ts';

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

/** A window of which each sweep reads a part is behind for so long before that is counted as its age. */
const BEHIND_MS = 2 * WINDOW_MAX_MS;

/** A sweep begins no further page after this time: its function has ten minutes, and compares the catalogue after it. */
export const BUDGET_MS = 4 * MINUTE_MS;

/** The mark of a channel that was not swept before: its first sweep begins there (ISO 8601). */
export function firstMark(sweptTo: string): SweepMark {
  return { sweptTo, windowMs: WINDOW_MAX_MS };
}

/**
 * Reads what changed on a channel since the last sweep, and queues what the ledger does not have: the same observations,
 * under the same keys, as in the channel's own messages. Without a mark, which an import has set, the first sweep only sets it. The mark moves once everything
 * before it is queued; where the channel gives its changes in their order, with every window that was read in part as well. When the channel does not answer, or there is more to read than time, the mark stays and the next
 * sweep continues from it; a time of one minute that cannot be read, while the time after it can, is kept by itself and
 * tried again with each sweep. Where the mark stays, its age is counted. Rejects when the mark itself cannot be read or written, and with CredentialsGoneError.
 */
export async function sweepChannel(ports: SweepPorts): Promise<void> {
  const { marks, clock, journal } = ports;
  const { channel } = ports.sweep;
  const begunMs = clock().getTime();
  const bounds: Bounds = { latestMs: begunMs - LEFT_TO_MESSAGES_MS, endsMs: begunMs + BUDGET_MS };
  const first = await marks.begin(channel, firstMark(clock().toISOString()));
  let mark: SweepMark | undefined = await readUnread(ports, first, bounds);
  while (mark !== undefined) {
    const untilMs = Math.min(Date.parse(mark.sweptTo) + mark.windowMs, bounds.latestMs);
    if (mark.open === undefined && untilMs <= Date.parse(mark.sweptTo)) {
      return;
    }
    const until = mark.open?.until ?? new Date(untilMs).toISOString();
    const read = await (mark.open === undefined
      ? sweepWindow(ports, { since: mark.sweptTo, until }, OVERLAP_MS, bounds.endsMs)
      : sweepWindow(ports, mark.open, 0, bounds.endsMs));
    const next = await markAfter(ports, mark, until, read, bounds);
    const isFurther = next.sweptTo !== mark.sweptTo;
    const isMoved = await marks.move(channel, mark, next);
    const isPageFurther = next.open !== undefined && next.open.page !== mark.open?.page;
    if (!isFurther && (!isPageFurther || begunMs - Date.parse(mark.sweptTo) > BEHIND_MS)) {
      journal.count('SweepAge', channel, Math.round((begunMs - Date.parse(mark.sweptTo)) / MINUTE_MS));
    }
    if (!isFurther || !isMoved || clock().getTime() >= bounds.endsMs) {
      return;
    }
    mark = next;
  }
}

/**
 * A window that was read in part stays open at its next page, where the channel has tokens of pages that outlive a sweep. One that was
 * read in part, in the order of its changes, has moved the mark as far as it was read: so far that the next one,
 * which begins `OVERLAP_MS` before its mark, begins there. Otherwise it would read that minute again, and get no further where more
 * changed in a minute than one sweep can read.
 */
async function markAfter(
  ports: SweepPorts,
  mark: SweepMark,
  until: string,
  read: WindowRead,
  bounds: Bounds,
): Promise<SweepMark> {
  const { open: _open, ...closed } = mark;
  if (read.isRead) {
    return { ...closed, sweptTo: until, windowMs: Math.min(WINDOW_MAX_MS, mark.windowMs * 2) };
  }
  if (read.open !== undefined) {
    return { ...closed, open: read.open };
  }
  return read.readBefore === undefined
    ? await beyondUnread(ports, closed, until, bounds)
    : { ...closed, sweptTo: new Date(Date.parse(read.readBefore) + OVERLAP_MS).toISOString() };
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
  if (!(await sweepWindow(ports, { since: until, until: beyond }, 0, endsMs)).isRead) {
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
  const { isRead } = await sweepWindow(ports, time, OVERLAP_MS, endsMs);
  const unread = isRead ? others : [...others, time];
  journal.count('SweepUnread', sweep.channel, unread.length);
  const { unread: _before, ...same } = mark;
  const next = unread.length === 0 ? same : { ...same, unread };
  return (await marks.move(sweep.channel, mark, next)) ? next : undefined;
}
