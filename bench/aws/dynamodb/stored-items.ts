/** The items of one table with its index, and what each read and write of them costs. */
import type { Item } from './expressions.ts';
import { itemBytes, writeUnits } from './item-size.ts';

export type Key = { readonly pk: string; readonly sk: string };

/** The product's one index: items with both attributes, projected whole unless `projected` names what is. */
export type IndexFacts = { readonly projected: readonly string[] | 'all' };

export type WriteCost = { readonly writeUnits: number; readonly indexUnits: number };

/** One table: partitions by `pk`, each sorted by `sk`, and an index by `ref` and `refSort`. */
export class StoredItems {
  readonly #partitions = new Map<string, Map<string, Item>>();
  readonly #references = new Map<string, Map<string, Item>>();
  readonly #index: IndexFacts;

  constructor(index: IndexFacts) {
    this.#index = index;
  }

  get({ pk, sk }: Key): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }

  /** Those of one partition, by sort key. */
  partition(pk: string): readonly Item[] {
    return sorted(this.#partitions.get(pk));
  }

  /** Those of the index under one reference, as the index holds them. */
  referenced(ref: string): readonly Item[] {
    return sorted(this.#references.get(ref));
  }

  all(): readonly Item[] {
    return [...this.#partitions.values()].flatMap(sorted);
  }

  /** Puts `after` in the place of what is there; undefined deletes it. The larger of both is paid for. */
  write(key: Key, after: Item | undefined, isTransaction: boolean): WriteCost {
    const before = this.get(key);
    const { pk, sk } = key;
    const items = this.#partitions.get(pk) ?? new Map<string, Item>();
    this.#partitions.set(pk, items);
    if (after === undefined) {
      items.delete(sk);
    } else {
      items.set(sk, after);
    }
    const bytes = Math.max(sizeOf(before), sizeOf(after));
    return { writeUnits: writeUnits(bytes, isTransaction), indexUnits: this.#writeIndex(key, before, after) };
  }

  /**
   * A write that the index does not see costs nothing there; another key is a deletion and a put (DynamoDB
   * developer guide, “Using Global Secondary Indexes”, “Write capacity units”, 2026-11).
   */
  #writeIndex(key: Key, before: Item | undefined, after: Item | undefined): number {
    const [old, fresh] = [this.#projection(before), this.#projection(after)];
    const name = `${key.pk}\n${key.sk}`;
    if (old !== undefined && fresh !== undefined && isSameKey(old, fresh)) {
      if (JSON.stringify(old) === JSON.stringify(fresh)) {
        return 0;
      }
      this.#references.get(String(fresh['ref']))?.set(name, fresh);
      return writeUnits(Math.max(sizeOf(old), sizeOf(fresh)), false);
    }
    let units = 0;
    if (old !== undefined) {
      this.#references.get(String(old['ref']))?.delete(name);
      units += writeUnits(sizeOf(old), false);
    }
    if (fresh !== undefined) {
      const ref = String(fresh['ref']);
      this.#references.set(ref, (this.#references.get(ref) ?? new Map<string, Item>()).set(name, fresh));
      units += writeUnits(sizeOf(fresh), false);
    }
    return units;
  }

  #projection(item: Item | undefined): Item | undefined {
    if (item?.['ref'] === undefined || item['refSort'] === undefined) {
      return undefined;
    }
    const { projected } = this.#index;
    if (projected === 'all') {
      return item;
    }
    const names = ['pk', 'sk', 'ref', 'refSort', ...projected];
    return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
  }
}

export function sizeOf(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item);
}

function isSameKey(left: Item, right: Item): boolean {
  return left['ref'] === right['ref'] && left['refSort'] === right['refSort'];
}

function sorted(items: ReadonlyMap<string, Item> | undefined): readonly Item[] {
  return [...(items ?? [])]
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
    .map(([, item]) => item);
}
