/** What is reported of a Medusa order: its whole present state, one message for each location that it draws on. */

/** One line of an order as Medusa has it now. Quantities are of the variant. */
export type OrderLineFacts = {
  readonly id: string;
  readonly quantity: number;
  /** Returned and on hand again; what came back damaged is not. */
  readonly returned: number;
};

/** Units of an inventory item that a line has at a location: reserved, or taken by a fulfilment that is not cancelled. */
export type LineUnits = {
  readonly line: string;
  readonly item: string;
  readonly location: string;
  readonly units: number;
};

/** Which units of which inventory item one unit of a line is, and where they were reserved. Kept once it is known. */
export type RecordedLine = {
  readonly line: string;
  readonly item: string;
  readonly sku: string;
  readonly location: string;
  /** Other locations that had units of the line at some time: what was reported of one is reported on, with 0 in the end. */
  readonly elsewhere?: readonly string[];
  readonly unitsEach: number;
};

/** Units that a hold at Stockline lowered the store's figure by, which the order's reservation then took. */
export type HeldUnits = { readonly item: string; readonly location: string; readonly units: number };

export type OrderFacts = {
  readonly id: string;
  readonly isCancelled: boolean;
  readonly lines: readonly OrderLineFacts[];
  readonly fulfilled: readonly LineUnits[];
  /** What is reserved of each line now. */
  readonly reservations: readonly LineUnits[];
  readonly recorded: readonly RecordedLine[];
  readonly held: { readonly hold: string; readonly units: readonly HeldUnits[] } | undefined;
};

export type MessageLine = {
  readonly id: string;
  readonly sku: string;
  readonly ordered: number;
  readonly shipped: number;
  readonly returned: number;
  readonly deducted?: number;
};

export type OrderData = {
  readonly id: string;
  readonly location: string;
  readonly hold?: string;
  readonly lines: readonly MessageLine[];
};

/**
 * The state of the order at each location, the first recorded one first and under the order's own id. Medusa takes the units
 * of a line off its figure when it reserves them, keeps them off when it fulfils, and puts them back when it cancels or
 * receives them: so what it deducted is ordered − returned, less what a hold had taken off already. A process that died after
 * it had made the order and before it had reserved leaves an order that took nothing off: of the two, the lower counts, so that
 * Stockline never believes that less is shown than is.
 */
export function orderStates(facts: OrderFacts): readonly OrderData[] {
  const [home] = facts.recorded;
  if (home === undefined) {
    return [];
  }
  const locations = [...new Set(facts.recorded.flatMap(({ location, elsewhere = [] }) => [location, ...elsewhere]))];
  const held = new Map((facts.held?.units ?? []).map((each) => [placeOf(each.item, each.location), each.units]));
  return locations.flatMap((location) => {
    const lines = facts.recorded.flatMap((recorded) => lineAt(facts, recorded, location, held));
    const id = location === home.location ? facts.id : `${facts.id}~${location}`;
    return lines.length === 0
      ? []
      : [{ id, location, ...(facts.held !== undefined && { hold: facts.held.hold }), lines }];
  });
}

function lineAt(
  { isCancelled, lines, fulfilled, reservations }: OrderFacts,
  recorded: RecordedLine,
  location: string,
  heldLeft: Map<string, number>,
): readonly MessageLine[] {
  const { line, item, sku, unitsEach } = recorded;
  const now = lines.find(({ id }) => id === line);
  if (recorded.location !== location && recorded.elsewhere?.includes(location) !== true) {
    return [];
  }
  const isOfLine = (each: LineUnits) => each.line === line && each.item === item;
  const shippedBy = fulfilled.filter(isOfLine);
  const reserved = reservations.filter(isOfLine);
  const ordered = now === undefined || isCancelled ? 0 : whole(now.quantity * unitsEach);
  const shipped = sum(shippedBy.filter((each) => each.location === location));
  const returned = returnedAt(whole((now?.returned ?? 0) * unitsEach), shippedBy, location);
  const toShip = Math.max(0, ordered - sum(shippedBy));
  const orderedHere = shipped + toShipAt(toShip, reserved, recorded.location, location);
  const place = placeOf(item, location);
  const reservedHere = sum(reserved.filter((each) => each.location === location));
  const taken = Math.min(orderedHere - returned, reservedHere + shipped - returned);
  const deducted = taken - (heldLeft.get(place) ?? 0);
  heldLeft.delete(place);
  return [
    {
      id: `${line}:${item}`,
      ...{ sku, ordered: orderedHere, shipped, returned },
      ...(deducted !== orderedHere - returned && { deducted }),
    },
  ];
}

/**
 * Units are to be shipped from where they are reserved: Medusa moves a reservation to the location of a fulfilment that was made
 * from another, and makes one at the location of a fulfilment that was cancelled. What is reserved nowhere is at `home`.
 */
function toShipAt(toShip: number, reserved: readonly LineUnits[], home: string, location: string): number {
  let left = toShip;
  const here: number[] = [];
  for (const each of reserved) {
    const units = Math.min(left, each.units);
    left -= units;
    if (each.location === location) {
      here.push(units);
    }
  }
  const rest = (reserved[0]?.location ?? home) === location ? left : 0;
  return here.reduce((total, units) => total + units, rest);
}

/** Medusa says how many of a line came back, not of which fulfilment: the first locations are filled first. */
function returnedAt(returned: number, shippedBy: readonly LineUnits[], location: string): number {
  let left = returned;
  for (const at of [...new Set(shippedBy.map((each) => each.location))]) {
    const here = Math.min(left, sum(shippedBy.filter((each) => each.location === at)));
    if (at === location) {
      return here;
    }
    left -= here;
  }
  return 0;
}

function placeOf(item: string, location: string): string {
  return `${item}@${location}`;
}

/** Stockline counts whole units: half a unit sold is a unit that nobody else can have. */
function whole(units: number): number {
  return Math.ceil(units);
}

function sum(parts: readonly { readonly units: number }[]): number {
  return parts.reduce((total, { units }) => total + units, 0);
}
