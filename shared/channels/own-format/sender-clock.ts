/** The sender's clock: compares it with ours, and puts the times of a message right where the clock is proved wrong. */

/** Clocks that are this close are right: what lies between is on the network, or in the seconds of a header. */
const CLOCKS_AGREE_WITHIN_MS = 2 * 60_000;

/** Times of one message, as our clock has them. */
export type SenderClock = {
  /** By how much the sender's clock is behind ours (negative: ahead), where the message proves it; milliseconds. */
  readonly behindMs?: number;
  /** When it happened by our clock, not later than the receipt, and the time as it was stated where that is another. */
  readonly date: (stated: string) => { readonly occurredAt: string; readonly statedAt?: string };
  /** Whether the time (milliseconds since 1970) lies so far after the receipt that no difference of clocks explains it. */
  readonly isInFuture: (statedMs: number, allowedMs: number) => boolean;
};

/**
 * Compares `sentAt`, what the sender's clock said as it sent, with the receipt. Without it only a clock that is ahead can
 * be found out: a time that lies behind may just as well be that of an offline sale. All times are ISO 8601 in UTC.
 */
export function senderClock(
  { timestamp, sentAt }: { readonly timestamp: string; readonly sentAt?: string | undefined },
  receivedAt: string,
): SenderClock {
  const apart = (stated: string) => Date.parse(receivedAt) - Date.parse(stated);
  const sentApart = apart(sentAt ?? receivedAt);
  const shiftMs = Math.abs(sentApart) > CLOCKS_AGREE_WITHIN_MS ? sentApart : 0;
  const behindMs = shiftMs !== 0 ? shiftMs : Math.min(0, apart(timestamp));
  const shifted = (stated: string) => Date.parse(stated) + shiftMs;
  return {
    ...(Math.abs(behindMs) > CLOCKS_AGREE_WITHIN_MS && { behindMs }),
    date(stated) {
      // What lies in the future would be taken to have happened after every count until then. What would lie before 1970
      // could be compared with nothing: times are compared as text (`parseTime`).
      const at = Math.max(0, Math.min(shifted(stated), Date.parse(receivedAt)));
      const occurredAt = new Date(at).toISOString();
      return occurredAt === stated ? { occurredAt } : { occurredAt, statedAt: stated };
    },
    isInFuture: (statedMs, allowedMs) => statedMs + shiftMs > Date.parse(receivedAt) + allowedMs,
  };
}
