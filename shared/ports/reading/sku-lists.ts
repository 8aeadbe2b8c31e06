// The lists of SKUs: all of them, and those that a person should know of.
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuList } from '../../domain/reconciling/sku-lists.ts';
import type { SkuState } from '../sku-state.ts';

/** Which names are sought, in any case of letters: those with the text in them, or those that begin with it. */
export type NameSearch = { readonly text: string; readonly isBeginning: boolean };

/** A SKU on a list, and when it was last put there; ISO 8601. */
export type SkuOnList = { readonly sku: Sku; readonly since: string };

export type SkuListPage = {
  /** In the order of the SKUs. */
  readonly skus: readonly SkuOnList[];
  readonly isMore: boolean;
};

/** The states of SKUs in their order, undefined for an unknown one. */
export type ListedStates = (skus: readonly Sku[]) => Promise<readonly (SkuState | undefined)[]>;

/**
 * A SKU is put on a list before it belongs there, and stays until it is taken off: a list has every SKU that belongs on it, and
 * some that do not any more. Readers judge each by its state.
 */
export type SkuLists = {
  /** At most `limit` SKUs behind `after`, which need not be on the list. */
  page(
    list: SkuList,
    asked: { readonly after?: string | undefined; readonly search?: NameSearch | undefined; readonly limit: number },
  ): Promise<SkuListPage>;
  /** Takes the SKU off, unless it was put on the list again since it was read. */
  takeOff(list: SkuList, listed: SkuOnList): Promise<void>;
};
