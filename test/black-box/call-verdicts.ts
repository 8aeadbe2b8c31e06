/** Judges the calls that a sandbox logged against the entries of the ledger: which calls nothing explains. */

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

/** A row of `GET /stock/{sku}/entries`, as far as it reports what was available after it. */
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
 * Raises by differences that no entry explains. All that was raised up to a time must be explained by entries up to then:
 * units became available; or the channel counted more down for an order than it takes (`surplus`, by order); or the
 * channel sold what was not there any more, so that its figure, below zero after the lowering, comes back to zero.
 */
export function unexplainedRaises(
  calls: readonly Call[],
  entries: readonly Entry[],
  { channel, surplus }: { readonly channel: string; readonly surplus: ReadonlyMap<string, number> },
): readonly string[] {
  const gains = entries.slice(1).map((entry, index) => {
    const [before, after] = [availableAfter(entries[index] ?? entry), availableAfter(entry)];
    const { channel: reporter, order = '' } = entry.source;
    const isFirstOfOrder = entries.findIndex(({ source }) => source.order === order) === index + 1;
    const ownSurplus = reporter === channel && isFirstOfOrder ? (surplus.get(order) ?? 0) : 0;
    const ownBelowZero = reporter === channel ? Math.max(0, Math.min(0, before) - Math.min(0, after)) : 0;
    return { at: entry.postedAt, units: Math.max(0, after - before) + ownSurplus + ownBelowZero };
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
