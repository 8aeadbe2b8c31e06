// Runs the same for many items, a limited number at a time.

/**
 * Calls `act` with every item, at most `atOnce` calls at a time, and resolves with the results in the order of the items.
 * Rejects with the first failure.
 */
export async function withConcurrency<Item, Result>(
  atOnce: number,
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const work = async () => {
    for (const [index, item] of waiting) {
      results[index] = await act(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
