/** What a shop shows of each thing that it sells, and the keys of the pushes that it has applied. */

export type ShopListing = { listing: string; location: string; sku: string; title: string; shows: number };

/** `takes: 'differences'`: a push says how many units more or less. `figures`: it says how many there are. */
export type Push = {
  key: string;
  sku: string;
  listing: string;
  location: string;
  change?: number | undefined;
  ifShown?: number | null | undefined;
  figure?: number | undefined;
};

export type PushResult =
  | { result: 'applied'; shows: number }
  | { result: 'accepted' }
  | { result: 'stale' }
  | { result: 'refused'; reason: string };

/** The figures of a shop with one location. In a database `push` is one transaction: the key, the comparison and the new figure. */
export class ShopStock {
  readonly location: string;
  readonly #listings = new Map<string, ShopListing>();
  /** The answer to each push that was applied: the same key again moves nothing, and is answered as before. */
  readonly #answers = new Map<string, PushResult>();
  #made = 0;

  constructor(location: string) {
    this.location = location;
  }

  /** Another id each time: what is made again under its SKU is another listing. */
  add(sku: string, title: string, shows: number): ShopListing {
    this.#made += 1;
    const made = { listing: `L-${this.#made}`, location: this.location, sku, title, shows };
    this.#listings.set(made.listing, made);
    return made;
  }

  remove(sku: string): boolean {
    const listed = this.bySku(sku);
    return listed !== undefined && this.#listings.delete(listed.listing);
  }

  all(): ShopListing[] {
    return [...this.#listings.values()];
  }

  bySku(sku: string): ShopListing | undefined {
    return this.all().find((each) => each.sku === sku);
  }

  find(listing: string, location: string): ShopListing | undefined {
    return location === this.location ? this.#listings.get(listing) : undefined;
  }

  /** What the push would be answered with, and whether it was applied before; nothing is applied. */
  judge(push: Push): { answer: PushResult; isReplay: boolean } {
    const before = this.#answers.get(push.key);
    if (before !== undefined) return { answer: before, isReplay: true };
    const listed = this.find(push.listing, push.location);
    if (listed === undefined) {
      const reason = `There is no listing ${push.listing} at location ${push.location}.`;
      return { answer: { result: 'refused', reason }, isReplay: false };
    }
    if (push.figure !== undefined) return { answer: { result: 'accepted' }, isReplay: false };
    const { ifShown = null } = push;
    return ifShown !== null && ifShown !== listed.shows
      ? { answer: { result: 'stale' }, isReplay: false }
      : { answer: { result: 'applied', shows: listed.shows + (push.change ?? 0) }, isReplay: false };
  }

  /** The same, and it is applied where it can be. */
  push(push: Push): { answer: PushResult; isReplay: boolean; changed?: ShopListing } {
    const { answer, isReplay } = this.judge(push);
    const listed = this.find(push.listing, push.location);
    if (isReplay || listed === undefined || answer.result === 'stale' || answer.result === 'refused') {
      return { answer, isReplay };
    }
    listed.shows = push.figure ?? listed.shows + (push.change ?? 0);
    this.#answers.set(push.key, answer);
    return { answer, isReplay, changed: listed };
  }
}
