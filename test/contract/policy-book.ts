/** The tests that every policy book passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../shared/domain/identifiers.ts';
import type { PolicyBook } from '../../shared/ports/exposure/policy-book.ts';
import { SHOPIFY } from '../fakes/facts.ts';

/** What a policy book must do, whatever it is made of: run over the one in memory and over DynamoDB's. */
export function policyBookContract(name: string, bookOf: () => PolicyBook): void {
  const RULES = { policy: 'escrow', channels: { [SHOPIFY]: { buffer: 'auto', cap: 'none' } } } as const;

  describe(`${name}: the policy book`, () => {
    it('says nothing of what nobody wrote', async () => {
      expect(await bookOf().readSku(parseSku('never received'))).toEqual({ rules: {}, tags: [], version: 0 });
    });

    it('reads back what is said of a SKU, and counts its versions', async () => {
      const book = bookOf();
      const sku = parseSku('BOOK/#é 1');
      expect(await book.writeSku(sku, { rules: RULES, tags: ['sale'], version: 0 })).toBe(true);
      expect(await book.readSku(sku)).toEqual({ rules: RULES, tags: ['sale'], version: 1 });
      expect(await book.writeSku(sku, { rules: {}, tags: [], version: 1 })).toBe(true);
      expect(await book.readSku(sku)).toEqual({ rules: {}, tags: [], version: 2 });
    });

    it('refuses what was decided on another version', async () => {
      const book = bookOf();
      const sku = parseSku('BOOK 2');
      await book.writeSku(sku, { rules: RULES, tags: [], version: 0 });
      expect(await book.writeSku(sku, { rules: {}, tags: [], version: 0 })).toBe(false);
      expect((await book.readSku(sku)).rules).toEqual(RULES);
    });

    it('keeps the groups apart by their kind, whatever they are called', async () => {
      const book = bookOf();
      for (const group of [
        { kind: 'default' },
        { kind: 'tag', name: 'constructor' },
        { kind: 'tag', name: 'T#1' },
        { kind: 'prefix', name: 'T#1' },
      ] as const) {
        const safetyStock = group.kind === 'prefix' ? 2 : 1;
        expect(await book.writeGroup(group, { rules: { safetyStock }, version: 0 })).toBe(true);
        expect(await book.writeGroup(group, { rules: {}, version: 0 })).toBe(false);
      }
      const one = { rules: { safetyStock: 1 }, version: 1 };
      expect(await book.readGroups()).toEqual({
        default: one,
        tags: { constructor: one, 'T#1': one },
        prefixes: { 'T#1': { rules: { safetyStock: 2 }, version: 1 } },
      });
    });
  });
}
