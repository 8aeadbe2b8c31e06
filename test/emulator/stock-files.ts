/** Tests on the running stack that a file brings stock in on every channel, and that it can be taken back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stockline } from './operating/operator.ts';
import { eventually, type RunningStack, type Selling } from './running-stack.ts';

const CHANNELS: readonly Selling[] = ['shopify', 'amazon', 'square'];
const MINUTES = 120_000;
const SKU = 'DEMO-031';

/** A delivery as Excel writes it in Germany: semicolons, Windows-1252, points between thousands. */
const DELIVERY = Buffer.from(`SKU;Menge;Quantity;Stückliste\r\n${SKU};x;1.050;ü\r\nNO-SUCH-SKU;x;3;ü\r\n`, 'latin1');

export function stockFiles(stackOf: () => RunningStack): void {
  describe('a file of a delivery', () => {
    it(
      'is on every channel once, and is gone again when it is taken back',
      async () => {
        const stack = stackOf();
        const allShow = async (units: number) =>
          (await Promise.all(CHANNELS.map((channel) => stack.shows(channel, SKU)))).every((shown) => shown === units);
        const folder = mkdtempSync(join(tmpdir(), 'stockline-'));
        const file = join(folder, 'delivery.csv');
        writeFileSync(file, DELIVERY);
        try {
          const receive = ['receive', file, '--ref', 'PO-77', '--yes', '--json'];
          const first = await stockline(stack, receive);
          expect(JSON.parse(first.stdout)).toMatchObject({
            batch: 'receive:PO-77',
            entries: 1,
            rows: { new: 1, unknownSku: 1 },
          });
          expect(first.code).toBe(1);
          await eventually(() => allShow(1_150));
          const again = await stockline(stack, receive);
          expect(JSON.parse(again.stdout)).toMatchObject({ entries: 0, rows: { known: 1, unknownSku: 1 } });
          const undone = await stockline(stack, ['undo', 'receive:PO-77', '--yes']);
          expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining('available 1150 → 100') });
          await eventually(() => allShow(100));
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
      MINUTES,
    );
  });
}
