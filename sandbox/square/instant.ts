/** Times at Square, to the microsecond: in the examples of its API definition a second has five to nine places. */

/** Microseconds since 1970, as Square stamps them: two changes of one millisecond still have an order. */
export type Instant = number;

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.(\d+))?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** A clock that never gives the same instant twice. */
export function createClock(nowMs: () => number): () => Instant {
  let last = 0;
  return () => {
    last = Math.max(last + 1, nowMs() * 1_000);
    return last;
  };
}

export function formatInstant(instant: Instant): string {
  const micros = String(instant % 1_000).padStart(3, '0');
  return new Date(Math.floor(instant / 1_000)).toISOString().replace('Z', `${micros}Z`);
}

/** The instant of an RFC 3339 time, or undefined when the text is none. */
export function parseInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = RFC_3339.exec(text);
  const milliseconds = Date.parse(text);
  if (!parts || Number.isNaN(milliseconds)) return undefined;
  const micros = Number((parts[1] ?? '').padEnd(6, '0').slice(3, 6));
  return milliseconds * 1_000 + micros;
}
