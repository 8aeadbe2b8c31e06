// Compare and swap as a loop: read, compute and write again for as long as another writer came first.

export type ConflictRetry = {
  /** How often the read and the write are tried before it is given up. */
  readonly attempts: number;
  /** Waits before the next attempt, given how many were made. Absent: the next attempt follows at once. */
  readonly pause?: (attempt: number) => Promise<void>;
  /** What the error says when every attempt met another writer. */
  readonly givenUp: (attempts: number) => string;
};

/**
 * Runs `attempt` until it resolves with something else than `conflict`, and resolves with that. Each attempt must read
 * anew what it compares with. Rejects when `attempt` rejects, or when every attempt was a conflict.
 */
export async function retryConflict<Result>(
  { attempts, pause, givenUp }: ConflictRetry,
  attempt: () => Promise<Result | 'conflict'>,
): Promise<Result> {
  for (let made = 1; made <= attempts; made += 1) {
    const result = await attempt();
    if (result !== 'conflict') {
      return result;
    }
    await pause?.(made);
  }
  throw new Error(givenUp(attempts));
}
