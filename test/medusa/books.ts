/** What must be there of each SKU, by what customers and staff did: kept by the test alone, and never read from either side. */

export type Place = 'main' | 'attic';

/** What one fulfilment has of a line. */
export type Fulfilment = { readonly id: string; readonly line: string; readonly place: Place; readonly units: number };

/**
 * One line of an order. Its units are promised at `home`, and leave from where they were fulfilled. Where a part of a line is
 * fulfilled from another place, Medusa moves what is left of it there.
 */
export type Line = {
  readonly id: string;
  readonly sku: string;
  home: Place;
  ordered: number;
  /** Units that left, and of those the ones that are on hand again, by place. */
  readonly shipped: Map<Place, number>;
  readonly returned: Map<Place, number>;
  /** Units that came back and are not for sale, or were claimed: the customer cannot send them again. */
  gone: number;
};

export type BookedOrder = {
  readonly id: string;
  readonly home: Place;
  readonly lines: Line[];
  fulfilments: Fulfilment[];
  /** Nothing more is done with it: it was cancelled, or Medusa refused something half way. */
  isClosed: boolean;
};

export type Expected = { readonly onHand: number; readonly available: number };

export class Books {
  readonly orders: BookedOrder[] = [];
  /** What was there at first, and was sold or received beside the store's orders. */
  readonly #beside = new Map<string, number>();

  add(sku: string, place: Place, units: number, what: 'stocked' | 'promised' = 'stocked'): void {
    const key = `${what} ${place} ${sku}`;
    this.#beside.set(key, (this.#beside.get(key) ?? 0) + units);
  }

  expected(sku: string, place: Place): Expected {
    const lines = this.orders.flatMap((order) => order.lines).filter((line) => line.sku === sku);
    const left = sum(lines.map(({ shipped, returned }) => at(shipped, place) - at(returned, place)));
    const toShip = sum(lines.filter(({ home }) => home === place).map((line) => line.ordered - total(line.shipped)));
    const beside = (what: string) => this.#beside.get(`${what} ${place} ${sku}`) ?? 0;
    const onHand = beside('stocked') - left;
    return { onHand, available: onHand - toShip - beside('promised') };
  }
}

export function newLine(id: string, sku: string, home: Place, ordered: number): Line {
  return { id, sku, home, ordered, shipped: new Map(), returned: new Map(), gone: 0 };
}

export function toShip(line: Line): number {
  return line.ordered - total(line.shipped);
}

/** Units of a line that its customer has from one place, where all came from one. */
export function atCustomer(line: Line): { readonly place: Place; readonly units: number } | undefined {
  const [[place, units] = ['main', 0] as const, ...others] = [...line.shipped].filter(([, shipped]) => shipped > 0);
  const left = units - total(line.returned) - line.gone;
  return others.length > 0 || left <= 0 ? undefined : { place, units: left };
}

export function put(units: Map<Place, number>, place: Place, more: number): void {
  units.set(place, at(units, place) + more);
}

function at(units: ReadonlyMap<Place, number>, place: Place): number {
  return units.get(place) ?? 0;
}

export function total(units: ReadonlyMap<Place, number>): number {
  return sum([...units.values()]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, each) => before + each, 0);
}
