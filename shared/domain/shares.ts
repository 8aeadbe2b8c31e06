/** Under escrow: the units that one listing alone may sell. Whole units; negative after a channel sold beyond them. */
export type Share = {
  /** What the listing shows, and what it has sold that the ledger has not heard of, are at most this together. */
  readonly units: number;
  /** What the share should come to. Below `units`: the difference is being recalled. Above: it waits for units. */
  readonly goal: number;
  /** When the listing last sold or was granted units; ISO 8601. */
  readonly since: string;
};

/** By listing. Never more in sum than is available, once every recall of the beginning has been proven. */
export type Shares = Readonly<Record<string, Share>>;
