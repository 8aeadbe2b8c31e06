import { describe, expect, it } from '@jest/globals';
import type { Hold, HoldStatus } from '../../../../shared/domain/stock/hold.ts';
import { heldLines, readHold, viewOf } from '../../../../shared/usecases/holds/hold-ports.ts';
import { later, MAIN, MUG, NOON } from '../../../fakes/facts.ts';
import { CUP, heldMugs } from '../../../fakes/shops/held-mugs.ts';

const held = (status: HoldStatus, facts: Partial<Hold> = {}): Hold => ({
  ...{ id: 'h1', quantity: 2, location: MAIN, expiresAt: later(60), status },
  ...facts,
});

describe('a hold as a caller sees it', () => {
  it('has the status and the order of its lines that still have units', () => {
    const lines = [
      { sku: MUG, hold: held('takenOver') },
      { sku: CUP, hold: held('captured', { order: '1001' }) },
    ];
    expect(viewOf('h1', lines, NOON)).toMatchObject({
      ...{ status: 'captured', order: '1001', lines: [{ status: 'takenOver' }, { status: 'captured' }] },
    });
  });

  it('has the status of all its lines where none has units any more, and no order where none was named', () => {
    const view = viewOf('h1', [{ sku: MUG, hold: held('voided') }], NOON);
    expect(view.status).toBe('voided');
    expect(view).not.toHaveProperty('order');
  });

  it('has expired once its time is over, line by line', () => {
    const view = viewOf('h1', [{ sku: MUG, hold: held('open') }], later(60));
    expect([view.status, view.lines[0]?.status]).toEqual(['expired', 'expired']);
  });

  it('has at least one line', () => {
    expect(() => viewOf('h1', [], NOON)).toThrow('Hold h1 has no lines.');
  });

  it('is none where its id was never given', async () => {
    const { ports } = await heldMugs(10);
    expect(await readHold(ports, 'h1')).toBeUndefined();
  });

  it('that its SKU’s ledger does not have is an error that says what to run', async () => {
    const { ports, place } = await heldMugs(10);
    await place('h1', 1);
    await expect(heldLines(ports, 'h1', [MUG, CUP])).rejects.toThrow(
      'SKU CUP: hold h1 is gone from the ledger. Run `npx stockline verify CUP`.',
    );
  });
});
