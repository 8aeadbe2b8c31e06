/** What each use case took by each of its calls, where that is asked for: `npm run bench -- --calls`. */

/** What one kind of call took, of one item. */
export type CallUse = {
  readonly times: number;
  readonly readUnits: number;
  readonly writeUnits: number;
};

/** By function, use case and call. */
export type Calls = ReadonlyMap<string, CallUse>;

export const NO_CALLS: Calls = new Map();

let isTraced = false;

/** From now on each call says which use case makes it. It takes a stack trace a call, which is too slow for a check. */
export function traceCalls(): void {
  isTraced = true;
  Error.stackTraceLimit = 60;
}

/** One call as calls; none where nobody asked for them. */
export function callsOf(who: string, what: string | undefined, used: Partial<CallUse>): Calls {
  return isTraced && what !== undefined
    ? new Map([[`${who} | ${useCaseNow()} | ${what}`, { times: 1, readUnits: 0, writeUnits: 0, ...used }]])
    : NO_CALLS;
}

export function combinedCalls(left: Calls, right: Calls, of: (a: number, b: number) => number): Calls {
  if (left.size === 0 && right.size === 0) {
    return NO_CALLS;
  }
  const none: CallUse = { times: 0, readUnits: 0, writeUnits: 0 };
  const names = new Set([...left.keys(), ...right.keys()]);
  return new Map(
    [...names].map((name) => {
      const [a, b] = [left.get(name) ?? none, right.get(name) ?? none];
      const [times, readUnits] = [of(a.times, b.times), of(a.readUnits, b.readUnits)];
      return [name, { times, readUnits, writeUnits: of(a.writeUnits, b.writeUnits) }];
    }),
  );
}

/** An item by what it is, without the name of its SKU. */
export function itemNamed({ pk, sk }: { readonly pk: string; readonly sk: string }): string {
  const [kind = '', channel = ''] = pk.split('#');
  const [what = ''] = sk.split('#');
  if (kind === 'SKU') {
    return sk === 'CARD' ? 'SKU head' : sk.startsWith('LISTING#') ? sk.replace(/@.*/, '') : what;
  }
  return kind === 'CHANNEL' ? `${kind}#${channel} ${what}` : [...new Set([kind, what])].join(' ');
}

const FRAMES = [/\/shared\/usecases\/([\w/-]+)\.ts/, /\/functions\/([\w/-]+)\.ts/];

/** The use case that makes the call, by the stack; what stands in no use case is of a function's own. */
function useCaseNow(): string {
  const stack = new Error('who calls').stack ?? '';
  const found = FRAMES.map((frame) => frame.exec(stack)?.[1]);
  return found.find((each) => each !== undefined) ?? '';
}
