/** What became of one push, over all its attempts: as the channel knows it, and as the product could. */
export type PushTruth = {
  /** Units by which the channel really moved. */
  applied: number;
  /** Units by which the product believes it moved. */
  believed: number;
  /** The product began a call whose answer it never got. */
  isAmbiguous: boolean;
  /** Claimed, and not known to be answered. */
  isOpen: boolean;
};
