/** Which change is switched on in this process, and which changes the code that ran asked for. */
import { SWITCH } from '../switches.ts';

let change = 0;
let asked = new Set<number>();

Reflect.set(globalThis, SWITCH, (number: number) => {
  asked.add(number);
  return number === change;
});

/** Switches one change on, and all others off; 0 for none. */
export function switchOn(number: number): void {
  change = number;
}

/** The changes that were asked for since this was called last. */
export function askedSince(): ReadonlySet<number> {
  const before = asked;
  asked = new Set();
  return before;
}
