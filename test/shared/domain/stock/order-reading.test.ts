/** Which reading of an order decides, and what is left of a deleted order’s line. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postOne } from '../../../../shared/domain/posting/post.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { deletedLine, judgeReading } from '../../../../shared/domain/stock/order-reading.ts';
import { baseline, MAIN, MUG, NOON, orderLine, sha256 } from '../../../fakes/facts.ts';

const NOON_MS = Date.parse(NOON);
const context = { now: NOON, digest: sha256, history: [] };

describe('a reading of an order', () => {
  const lines = [
    orderLine({ line: '1', version: NOON_MS + 0.002 }),
    orderLine({ line: '2', version: NOON_MS + 0.002 }),
  ];

  it('decides once nothing of its version can follow any more', () => {
    const readAt = NOON_MS + 4_000;
    expect(judgeReading(lines, readAt, undefined)).toEqual({
      kind: 'final',
      lines: lines.map((line) => ({ ...line, readAt })),
    });
  });

  it('does not decide while the order may change again in the same version', () => {
    expect(judgeReading(lines, NOON_MS + 2_999, undefined)).toEqual({ kind: 'notFinal' });
  });

  it('does not decide when it is older than what the channel reported', () => {
    expect(judgeReading(lines, NOON_MS + 60_000, NOON_MS + 3_500)).toEqual({ kind: 'behind' });
  });

  it('counts for the reported version where the channel’s API states the time of the change a little earlier', () => {
    const reported = NOON_MS + 284;
    expect(judgeReading(lines, reported + 2_999, reported)).toEqual({ kind: 'notFinal' });
    expect(judgeReading(lines, reported + 3_000, reported)).toMatchObject({
      lines: [{ version: reported }, { version: reported }],
    });
  });

  it('of an order that has no line for us decides nothing, at once', () => {
    expect(judgeReading([], NOON_MS, NOON_MS)).toEqual({ kind: 'final', lines: [] });
  });
});

describe('a line of a deleted order', () => {
  // ordered, shipped, returned, deducted: as recorded, and what is left.
  it.each([
    ['unshipped', [3, 0, 0, 3], [0, 0, 0, 0]],
    ['shipped in part', [3, 1, 0, 3], [1, 1, 0, 1]],
    ['shipped', [3, 3, 0, 3], [3, 3, 0, 3]],
    ['shipped and returned', [3, 3, 2, 1], [3, 3, 2, 1]],
    ['cancelled with restock', [0, 0, 0, 0], [0, 0, 0, 0]],
    ['cancelled without restock', [0, 0, 0, 3], [0, 0, 0, 3]],
  ] as const)('that was %s commits nothing more, and keeps what left the location', (_, recorded, left) => {
    expect(deletedLine(state(recorded))).toEqual(state(left));
  });

  function state([ordered, shipped, returned, deducted]: readonly [number, number, number, number]) {
    return { ordered, shipped, returned, deducted };
  }
});

/** One change of an order at its channel: so long after the one before, the line has so many units. */
type Change = { readonly afterMs: number; readonly units: number; readonly deliveredAfterMs: readonly number[] };

/**
 * An order on a channel whose versions are whole seconds, in virtual time: each change is reported by webhooks that
 * arrive late, doubled and in any order; each conflict asks for a reading; readings take and wait their time.
 */
class ReportedOrder {
  readonly #changes: readonly (Change & { readonly at: number })[];
  readonly #delays: () => number;
  readonly #due: { readonly at: number; readonly run: (now: number) => void }[] = [];
  #ledger: SkuLedger = postOne(emptyLedger(MUG), baseline(100), context).after;
  conflicts = 0;

  constructor(changes: readonly Change[], delays: () => number) {
    let at = NOON_MS;
    this.#delays = delays;
    this.#changes = changes.map((change) => {
      at += change.afterMs;
      return { ...change, at };
    });
    for (const change of this.#changes) {
      for (const delay of change.deliveredAfterMs) {
        this.#at(change.at + delay, (now) => this.#post(this.#line(change), now));
      }
    }
  }

  /** Lets everything that is due happen, in its order; returns what the ledger has committed in the end. */
  committedInTheEnd(): number | undefined {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      next.run(next.at);
    }
    return this.#ledger.stock[MAIN]?.committed;
  }

  unitsInTheEnd(): number | undefined {
    return this.#changes.at(-1)?.units;
  }

  #post(line: OrderLineObservation, now: number): void {
    const { decision, after } = postOne(this.#ledger, line, context);
    this.#ledger = after;
    if (decision.outcome.kind === 'conflicting') {
      this.conflicts += 1;
      this.#read(now + 4_000, line.version);
    }
  }

  /** The channel answers with its state at that time; a reading that is not final is made again. */
  #read(at: number, reportedVersion: number): void {
    this.#at(at, () => {
      const now = this.#changes.filter((change) => change.at <= at).at(-1);
      const reading = judgeReading(now === undefined ? [] : [this.#line(now)], at, reportedVersion);
      if (reading.kind === 'final') {
        for (const line of reading.lines) {
          this.#at(at + this.#delays(), (then) => this.#post(line, then));
        }
      } else {
        this.#read(at + 3_000, reportedVersion);
      }
    });
  }

  #line({ at, units }: Change & { readonly at: number }): OrderLineObservation {
    const version = Math.floor(at / 1_000) * 1_000;
    return orderLine({ ordered: units, version, at: new Date(at).toISOString() });
  }

  #at(at: number, run: (now: number) => void): void {
    this.#due.push({ at, run });
  }

  #next() {
    const [next] = this.#due.toSorted((one, other) => one.at - other.at);
    if (next !== undefined) {
      this.#due.splice(this.#due.indexOf(next), 1);
    }
    return next;
  }
}

describe('an order whose channel reports many states under one version', () => {
  // Few moments, so that changes, deliveries and readings often fall into one second and between each other.
  const change = (deliveredAtLeast: number) =>
    fc.record({
      afterMs: fc.constantFrom(0, 100, 200, 3_900, 4_000, 4_100),
      units: fc.integer({ min: 0, max: 4 }),
      deliveredAfterMs: fc.array(fc.constantFrom(0, 100, 200, 20_000), { minLength: deliveredAtLeast, maxLength: 2 }),
    });

  it('ends as the channel has it, whatever of it is lost but the last, in whatever order all come', () => {
    let conflicts = 0;
    fc.assert(
      fc.property(
        fc.array(change(0), { maxLength: 8 }),
        change(1),
        fc.infiniteStream(fc.constantFrom(0, 300, 20_000)),
        (changes, last, delays) => {
          const order = new ReportedOrder([...changes, last], () => delays.next().value);
          expect(order.committedInTheEnd()).toBe(order.unitsInTheEnd());
          conflicts += order.conflicts;
        },
      ),
      { numRuns: 2_000 },
    );
    // Without conflicts the property would say nothing.
    expect(conflicts).toBeGreaterThan(500);
  });
});
