/** What a shop has to say: its messages, each under the time at which its server recorded it, to be sent and asked for. */

/** A message in the form of docs/pos.md: `data.id` is the number of the order, the sale or the document. */
export type ShopMessage = { type: string; timestamp: string; data: { id?: string } & Record<string, unknown> };

type Recorded = { nth: number; recordedAt: string; message: ShopMessage };

export type MessagePage = { messages: ShopMessage[]; next: string | null };

const PAGE_SIZE = 50;

/** Of an order only the last message is kept: it says the whole state. Of all else each is a fact of its own. */
export class ShopRecords {
  readonly #kept = new Map<string, Recorded>();
  #nth = 0;

  keep(message: ShopMessage, recordedAt: string): void {
    this.#nth += 1;
    const key = `${message.type} ${message.data.id ?? this.#nth}`;
    this.#kept.delete(key);
    this.#kept.set(key, { nth: this.#nth, recordedAt, message });
  }

  /** What was recorded from `since` to `until`, both included, the earliest first. */
  between(since: string, until: string, after: string | undefined): MessagePage {
    return this.#page(after, ({ recordedAt }) => recordedAt >= since && recordedAt <= until);
  }

  /** The orders that have units to ship. */
  open(after: string | undefined): MessagePage {
    return this.#page(after, ({ message }) => message.type === 'order.updated' && hasUnitsToShip(message));
  }

  #page(after: string | undefined, isAsked: (recorded: Recorded) => boolean): MessagePage {
    const from = after === undefined ? 0 : Number(after);
    const found = [...this.#kept.values()].filter((each) => each.nth > from && isAsked(each));
    const page = found.slice(0, PAGE_SIZE);
    const next = found.length > page.length ? String(page.at(-1)?.nth) : null;
    return { messages: page.map(({ message }) => message), next };
  }
}

function hasUnitsToShip({ data }: ShopMessage): boolean {
  const lines = Array.isArray(data['lines']) ? data['lines'] : [];
  return lines.some(({ ordered, shipped }) => ordered > shipped);
}
