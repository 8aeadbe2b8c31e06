/** What a platform's inventory API can do, declared as data. */
import type { PushMode } from '../domain/listing/listing.ts';

/** Rules read these capabilities and never ask which platform it is. */
export type ChannelCapabilities = {
  readonly pushMode: PushMode;
  /** Whether a call is applied only while the platform shows what the call is compared with. */
  readonly comparesPushes: boolean;
  /** Pushes a second that the platform takes from one merchant, where it says so. */
  readonly pushesPerSecond: number | 'unpublished';
  /** Pushes that it takes at once on top, where it says so. */
  readonly burst: number | 'unpublished';
  /** Where the figures come from. */
  readonly source: string;
};
