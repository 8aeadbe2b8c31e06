import type { Sku } from '../domain/identifiers.ts';

/** Finds the SKU of a hold by its id, which is unique over all SKUs. */
export type HoldRegistry = {
  skuOf(id: string): Promise<Sku | undefined>;
};

/** A scheduled look at a hold: it may have ended, or not be written yet. */
export type HoldTimer = {
  readonly id: string;
  readonly sku: Sku;
  /** When the hold was asked for; ISO 8601. ChannelsToNotify that are scheduled again keep it. */
  readonly askedAt: string;
};

/** Wakes up for a hold after a while, also when nothing else happens. */
export type HoldExpiryQueue = {
  /** `afterSeconds` may be cut to what the queue can wait at most: who is woken too early schedules again. */
  schedule(look: HoldTimer, afterSeconds: number): Promise<void>;
};
