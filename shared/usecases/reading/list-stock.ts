// Lists the SKUs that stand on a list, with their stock and what each listing shows.
import { listsOf, listsUnderRules, type SkuList } from '../../domain/reconciling/sku-lists.ts';
import type { Clock } from '../../ports/journal.ts';
import type { ListedStates, NameSearch, SkuLists, SkuOnList } from '../../ports/reading/sku-lists.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type StockView, stockView, type ViewSettings } from './read-stock.ts';

export type ReadListPorts = {
  readonly lists: SkuLists;
  readonly states: ListedStates;
  readonly clock: Clock;
};

export type ListStockPorts = ViewSettings & ReadListPorts;

export type StockAsked = {
  readonly list: SkuList;
  readonly search?: NameSearch | undefined;
  /** SKUs behind this one; absent: from the first. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/** One SKU of a list, and the other lists that it stands on. */
export type ListedStock = StockView & { readonly on: readonly SkuList[] };

export type StockList = {
  /** In the order of the SKUs. */
  readonly stock: readonly ListedStock[];
  /** The SKU behind which the next page begins; absent where there is none. */
  readonly next?: string;
};

/** What is known of a SKU that stands on a list, and all lists that it stands on. */
export type ListedState = { readonly state: SkuState; readonly on: readonly SkuList[] };

/** SKUs read at most for one page, where many do not belong on their list any more. */
const SKUS_READ_MAX = 400;
/** A SKU was perhaps put on its list for a write that is still to come: a function runs for less than so long. */
const WRITE_MS_MAX = 15 * 60_000;

/** A page of a list, as `statesOnList` finds it, in the words of `GET /stock`. */
export async function listStock(ports: ListStockPorts, asked: StockAsked): Promise<StockList> {
  const { listed, ...page } = await statesOnList(ports, asked);
  const now = ports.clock();
  const stock = listed.map(({ state, on }) => ({ ...stockView(state, ports, now), on: on.filter(isNotAll) }));
  return { stock, ...page };
}

/**
 * A page of a list. A SKU that does not belong there any more is left out, and taken off the list. The page has fewer SKUs than
 * asked for where many were left out; `next` says whether there are more. Without settings, rules leave nothing out: they decide of
 * `atRisk` alone.
 */
export async function statesOnList(
  ports: ReadListPorts & Partial<ViewSettings>,
  asked: StockAsked,
): Promise<Omit<StockList, 'stock'> & { readonly listed: readonly ListedState[] }> {
  const { list, search, limit } = asked;
  const listed: ListedState[] = [];
  let { after } = asked;
  let isMore = true;
  for (let read = 0; isMore && listed.length < limit && read < SKUS_READ_MAX; ) {
    const page = await ports.lists.page(list, { after, search, limit: limit - listed.length });
    const states = await ports.states(page.skus.map(({ sku }) => sku));
    const found = page.skus.map((each, index) => judged(ports, list, each, states[index]));
    listed.push(...(await Promise.all(found)).filter((each) => each !== undefined));
    read += page.skus.length;
    after = page.skus.at(-1)?.sku ?? after;
    isMore = page.isMore;
  }
  return { listed, ...(isMore && after !== undefined && { next: after }) };
}

/** The SKU's state where it belongs on the list. */
async function judged(
  ports: ReadListPorts & Partial<ViewSettings>,
  list: SkuList,
  listed: SkuOnList,
  state: SkuState | undefined,
): Promise<ListedState | undefined> {
  const now = ports.clock();
  await takeOffIfOver(ports.lists, list, listed, state, now);
  const on = state === undefined ? [] : listsWith(ports, state, now);
  return state && on.includes(list) ? { state, on } : undefined;
}

function listsWith({ rules, settleMs }: Partial<ViewSettings>, state: SkuState, now: Date): readonly SkuList[] {
  return rules === undefined || settleMs === undefined
    ? listsOf(state, now)
    : listsUnderRules({ ...state, settleMs }, rules, now);
}

/** Takes the SKU off the list unless its state puts it there, or a write that is still to come may. */
async function takeOffIfOver(
  lists: Pick<SkuLists, 'takeOff'>,
  list: SkuList,
  listed: SkuOnList,
  state: SkuState | undefined,
  now: Date,
): Promise<void> {
  if (!mayBelong(state, list, now) && Date.parse(listed.since) < now.getTime() - WRITE_MS_MAX) {
    await lists.takeOff(list, listed);
  }
}

/** It is on the list until its state changes: it belongs there, or would under other rules. */
function mayBelong(state: SkuState | undefined, list: SkuList, now: Date): boolean {
  return state !== undefined && listsOf(state, now).includes(list);
}

function isNotAll(list: SkuList): boolean {
  return list !== 'all';
}
