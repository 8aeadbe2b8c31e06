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
  readonly source: { readonly channel: string; readonly order?: string };
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
 * Raises by differences that no entry explains. All that was raised up to a time must have become available by entries
 * up to then, or be of orders posted by then for which the channel counted more down than they take: `surplus`, by order.
 */
export function unexplainedRaises(
  calls: readonly Call[],
  entries: readonly Entry[],
  surplus: ReadonlyMap<string, number>,
): readonly string[] {
  const gains = entries.map((entry, index) => {
    const before = entries[index - 1];
    const order = entry.source.order ?? '';
    const isFirstOfOrder = entries.findIndex(({ source }) => source.order === order) === index;
    const gained = before === undefined ? 0 : Math.max(0, availableAfter(entry) - availableAfter(before));
    return { at: entry.postedAt, units: gained + (isFirstOfOrder ? (surplus.get(order) ?? 0) : 0) };
  });
  let raised = 0;
  return effective(calls).flatMap(({ at, quantity }) => {
    raised += Math.max(0, quantity ?? 0);
    const explained = sum(gains.filter((gain) => gain.at <= at).map(({ units }) => units));
    return (quantity ?? 0) <= 0 || raised <= explained ? [] : [`${at}: ${raised} in all, ${explained} explained`];
  });
}

/** Absolute figures that were never what is available, after an entry before the call. */
export function unexplainedFigures(calls: readonly Call[], entries: readonly Entry[]): readonly string[] {
  return effective(calls).flatMap(({ at, quantity }) =>
    entries.some((entry) => entry.postedAt <= at && Math.max(0, availableAfter(entry)) === quantity)
      ? []
      : [`${at}: ${quantity}`],
  );
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
export function effective(calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ kind, answer }) => kind === 'change' && APPLIED.has(answer));
}

function availableAfter({ stockAfter }: Entry): number {
  return sum(
    Object.values(stockAfter).map(
      ({ onHand, committed, held, unavailable }) => onHand - committed - held - unavailable,
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
