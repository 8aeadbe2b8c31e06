/** Prints by how many units something moves. */

/** With its sign, as a person writes it: `+3`, `−3`, `0`. */
export function signed(units: number): string {
  return units > 0 ? `+${units}` : `${units}`.replace('-', '−');
}
