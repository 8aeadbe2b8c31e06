/** Times and durations in words. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0 s`, `0.35 s`, `12 s`, `4 min`, `3 h`, `2 days`. */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < 5) {
    return '0 s';
  }
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

/**
 * What stands below the marks of a time axis, which are so many seconds apart: the time of the day, and below it the day, where it is
 * the first mark or another day than that of the mark before. `times`: in seconds since 1970.
 */
export function axisLabels(times: readonly number[], stepSeconds: number, locale?: string): readonly string[] {
  const days = times.map((time) =>
    new Date(time * SECOND).toLocaleDateString(locale, { day: 'numeric', month: 'short' }),
  );
  return times.map((time, index) => {
    const day = days[index] ?? '';
    if (stepSeconds * SECOND >= DAY) {
      return day;
    }
    const seconds = stepSeconds * SECOND < MINUTE ? ({ second: '2-digit' } as const) : {};
    const clock = new Date(time * SECOND).toLocaleTimeString(locale, {
      hour: '2-digit',
      minute: '2-digit',
      ...seconds,
    });
    return day === days[index - 1] ? clock : `${clock}\n${day}`;
  });
}

const ISO_TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g;

/** The sentence with the times of the day of who reads it, in place of times in UTC. */
export function withClockTimes(sentence: string, now: number): string {
  return sentence.replaceAll(ISO_TIME, (time) => clockTime(time, now));
}
