/** Times and durations in words. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.35 s`, `12 s`, `4 min`, `3 h`, `2 days`. */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < 10 * SECOND) {
    return `${(length / SECOND).toFixed(length < SECOND ? 2 : 1)} s`;
  }
  if (length < MINUTE) {
    return `${Math.round(length / SECOND)} s`;
  }
  if (length < HOUR) {
    return `${Math.round(length / MINUTE)} min`;
  }
  return length < 2 * DAY ? `${Math.round(length / HOUR)} h` : `${Math.round(length / DAY)} days`;
}

/** `just now`, `12 s ago`. */
export function ago(time: string, now: number): string {
  const length = now - Date.parse(time);
  return length < 2 * SECOND ? 'just now' : `${duration(length)} ago`;
}

/** The time of the day, with the day where it is another one than today. */
export function clockTime(time: string, now: number): string {
  const date = new Date(time);
  const clock = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return date.toDateString() === new Date(now).toDateString()
    ? clock
    : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, ${clock}`;
}

const ISO_TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g;

/** The sentence with the times of the day of who reads it, in place of times in UTC. */
export function withClockTimes(sentence: string, now: number): string {
  return sentence.replaceAll(ISO_TIME, (time) => clockTime(time, now));
}
