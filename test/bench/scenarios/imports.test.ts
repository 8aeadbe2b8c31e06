import { describe, expect, it } from '@jest/globals';
import { addUsage, type Usage } from '../../../bench/aws/usage.ts';
import { measureImports } from '../../../bench/scenarios/imports.ts';
import { factsOf } from '../../../bench/stack/stack-facts.ts';
import { synthesise } from '../../../bench/stack/synthesise.ts';

const facts = factsOf(synthesise());
const [FEW, MANY] = [10, 30];
const few = await measureImports(facts, FEW);
const many = await measureImports(facts, MANY);

type Counted = keyof Omit<Usage, 'calls'>;

/** What twenty SKUs more take, each. */
function aSku(run: 'first' | 'again', what: Counted): number {
  const all = ({ command, functions }: (typeof few)['first']) => addUsage(command, functions)[what];
  return (all(many[run]) - all(few[run])) / (MANY - FEW);
}

describe('an import of a catalogue that three channels list', () => {
  it('reads and writes so much a SKU, however many there are', () => {
    expect([few.first.newSkus, many.first.newSkus]).toEqual([FEW, MANY]);
    const perSku = ({ command }: (typeof few)['first'], skus: number) => command.databaseCalls / skus;
    expect(perSku(many.first, MANY)).toBeCloseTo(perSku(few.first, FEW), 0);
  });

  it('queues one message of each new SKU, which notifies no channel that shows what was read', () => {
    expect(aSku('first', 'messages')).toBe(1);
    expect(aSku('first', 'queueRequests')).toBe(0);
  });

  it('asks of each SKU that is in the ledger once, and queues nothing, where it is run again', () => {
    expect([few.again.newSkus, many.again.newSkus]).toEqual([0, 0]);
    const written = ['messages', 'queueRequests', 'fifoRequests', 'events'] as const;
    expect(written.map((what) => aSku('again', what))).toEqual([0, 0, 0, 0]);
    // Its head and its listings, and what renews three listings and their pointers.
    expect(aSku('again', 'databaseCalls')).toBe(2 + 6);
  });
});
