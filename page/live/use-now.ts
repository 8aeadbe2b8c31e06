/** The time, for what is said relative to it. */
import { useEffect, useState } from 'preact/hooks';

/** The present time in milliseconds since 1970; moves once in so many milliseconds. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
