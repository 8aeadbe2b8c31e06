/** A row of `GET /_sandbox/calls`. */
export type Call = {
  readonly at: string;
  readonly kind: 'read' | 'change';
  readonly operation: string;
  readonly sku: string | null;
  readonly quantity: number | null;
  readonly idempotencyKey: string | null;
  readonly answer: string;
};

/** A row of `GET /stock/{sku}/entries`, as far as it tells what was available after it. */
export type Entry = {
  readonly seq: number;
  readonly postedAt: string;
  readonly stockAfter: Readonly<Record<string, Stock>>;
};
type Stock = Readonly<Record<'onHand' | 'committed' | 'held' | 'unavailable', number>>;

const APPLIED: ReadonlySet<string> = new Set(['ok', 'timeout, applied']);

/** Keys under which two different contents were sent. */
export function reusedKeys(calls: readonly Call[]): readonly string[] {
  const keyed = calls.filter(({ kind, idempotencyKey }) => kind === 'change' && idempotencyKey !== null);
  return [...Map.groupBy(keyed, ({ idempotencyKey }) => idempotencyKey)].flatMap(([key, group]) =>
    new Set(group.map(({ sku, quantity }) => `${sku} ${quantity}`)).size > 1 ? [String(key)] : [],
  );
}

/**
 * Raises that no entry explains. By differences: all that was raised up to a time must have become available by entries
 * up to then. By absolute figures: each figure must be what was available after an entry before it.
 */
export function unexplainedRaises(
  calls: readonly Call[],
  entries: readonly Entry[],
  isAbsolute: boolean,
): readonly string[] {
  const steps = entries.map((entry, index) => ({
    at: entry.postedAt,
    available: availableAfter(entry),
    gained: index === 0 ? 0 : Math.max(0, availableAfter(entry) - availableAfter(entries[index - 1] ?? entry)),
  }));
  const changes = calls.filter(({ kind, answer }) => kind === 'change' && APPLIED.has(answer));
  let raised = 0;
  return changes.flatMap(({ at, quantity }) => {
    const known = steps.filter((step) => step.at <= at);
    const figure = quantity ?? 0;
    raised += isAbsolute ? 0 : Math.max(0, figure);
    const gained = known.reduce((sum, step) => sum + step.gained, 0);
    const isExplained = isAbsolute
      ? known.some(({ available }) => Math.max(0, available) === figure)
      : figure <= 0 || raised <= gained;
    return isExplained ? [] : [`${at} ${figure} (${raised} raised, ${gained} gained)`];
  });
}

/** How many calls came beyond a bucket of `burst` that fills with `perSecond`. */
export function callsBeyond(
  calls: readonly Call[],
  { perSecond, burst }: { perSecond: number; burst: number },
): number {
  let tokens = burst;
  let before = 0;
  let beyond = 0;
  for (const at of calls.filter(({ kind }) => kind === 'change').map((call) => Date.parse(call.at))) {
    tokens = Math.min(burst, tokens + ((at - before) / 1_000) * perSecond);
    before = at;
    if (tokens < 1) {
      beyond += 1;
    } else {
      tokens -= 1;
    }
  }
  return beyond;
}

/** Calls that took effect. */
export function applied(calls: readonly Call[]): number {
  return calls.filter(({ kind, answer }) => kind === 'change' && APPLIED.has(answer)).length;
}

function availableAfter({ stockAfter }: Entry): number {
  return Object.values(stockAfter).reduce(
    (sum, { onHand, committed, held, unavailable }) => sum + onHand - committed - held - unavailable,
    0,
  );
}
