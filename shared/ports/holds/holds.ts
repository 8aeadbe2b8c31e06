/** What holds need from outside: to find a hold by its id, and a timer that wakes us when its time is over. */

import type { Sku } from '../../domain/identifiers.ts';

/** Finds the SKUs of a hold by the hold's id, which is unique over all SKUs. */
export type HoldRegistry = {
  /** Undefined: there is no such hold, or it is not written yet. */
  skusOf(id: string): Promise<readonly Sku[] | undefined>;
};

/** A timer of a hold. When it fires, the hold may have ended already, or may not be written yet. */
export type HoldTimer = {
  readonly id: string;
  /** One of the hold's SKUs. */
  readonly sku: Sku;
  /** When the hold was requested; ISO 8601. A timer that is scheduled again keeps it. */
  readonly askedAt: string;
};

/** The queue of the timers: each fires after a delay. */
export type HoldExpiryQueue = {
  /** May fire earlier, where the queue cannot wait so long: a timer that fires too early is scheduled again. */
  schedule(timer: HoldTimer, afterSeconds: number): Promise<void>;
};
