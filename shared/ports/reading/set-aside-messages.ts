// Messages that were set aside after their last try, by the queue that they stand in.

export type SetAsideMessages = {
  readonly messages: number;
  /** Absent where those of several queues stand together. */
  readonly of?: {
    /** The name of what they were for, as `stockline failed` has it. */
    readonly queue: string;
    /** What each of them is. */
    readonly what: string;
  };
};

/** Those queues that hold some. Rejects where they cannot be counted. */
export type SetAsideReader = () => Promise<readonly SetAsideMessages[]>;
