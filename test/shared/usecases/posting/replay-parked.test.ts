/** Ending what is parked: posted again, or discarded for a reason that is kept. */

import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { PermanentError } from '../../../../shared/ports/permanent-error.ts';
import type { OperatorDecision } from '../../../../shared/ports/posting/posting.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { discardParked, replayParked } from '../../../../shared/usecases/posting/replay-parked.ts';
import { baseline, MUG, NOON, orderLine } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');

/** A ledger with mugs, and an order of cups that nobody knows. */
async function withParkedCups() {
  const table = new MemoryTable();
  const ports = postingPorts(table);
  const message = (sku: typeof MUG, observation: ReturnType<typeof orderLine> | ReturnType<typeof baseline>) => ({
    id: sku,
    sku,
    observations: [observation],
  });
  await postObservations(ports, [message(MUG, baseline(10)), message(CUP, orderLine({ sku: CUP }))]);
  const parked = () => table.parkingLot().list(10);
  const [first] = await parked();
  if (first === undefined) {
    throw new Error('Nothing was parked.');
  }
  return { table, ports, parked, first, takeIn: () => postObservations(ports, [message(CUP, baseline(10, CUP))]) };
}

describe('replaying', () => {
  it('posts what can be posted now, says so, and leaves nothing parked', async () => {
    const { ports, parked, first, takeIn, table } = await withParkedCups();
    await takeIn();
    expect(await replayParked(ports, first)).toMatchObject({ kind: 'posted', seq: 2 });
    expect(await parked()).toEqual([]);
    expect(await table.reader().entries(CUP, 0, 10)).toHaveLength(2);
    expect(await replayParked(ports, first)).toMatchObject({ kind: 'duplicate' });
  });

  it('keeps what still cannot be posted, and says why', async () => {
    const { ports, parked, first } = await withParkedCups();
    expect(await replayParked(ports, first)).toMatchObject({ kind: 'unknownSku' });
    expect(await parked()).toHaveLength(1);
  });

  it('keeps what can never be posted', async () => {
    const { ports, parked, first } = await withParkedCups();
    const ledger = { ...ports.ledger, load: () => Promise.reject(new PermanentError('The key is too long.')) };
    expect(await replayParked({ ...ports, ledger }, first)).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('too long'),
    });
    expect(await parked()).toHaveLength(1);
  });
});

describe('discarding', () => {
  it('ends it without posting, and keeps the reason with the whole observation', async () => {
    const { ports, parked, first } = await withParkedCups();
    const kept: OperatorDecision[] = [];
    const decisions = { write: async (each: OperatorDecision) => void kept.push(each), newest: async () => kept };
    await discardParked({ ...ports, decisions }, first, 'Counted by hand.');
    expect(await parked()).toEqual([]);
    expect(kept).toEqual([{ kind: 'discarded', parked: first, reason: 'Counted by hand.', decidedAt: NOON }]);
  });

  it('keeps it parked where the decision could not be written', async () => {
    const { ports, parked, first } = await withParkedCups();
    const decisions = { write: () => Promise.reject(new Error('no answer')), newest: async () => [] };
    await expect(discardParked({ ...ports, decisions }, first, 'Counted by hand.')).rejects.toThrow('no answer');
    expect(await parked()).toHaveLength(1);
  });
});
