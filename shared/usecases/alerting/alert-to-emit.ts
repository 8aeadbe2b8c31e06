/** Works out whether a posting made a SKU low, sold it out, or brought it back. */
import type { StockLevel } from '../../domain/exposure/exposure.ts';
import type { Transaction } from '../../domain/posting/decision.ts';
import type { Journal } from '../../ports/journal.ts';
import type { StockAlert } from '../../ports/posting/posting.ts';
import { alertText } from './alert-text.ts';

const KINDS: Readonly<Record<StockLevel['kind'], StockAlert['kind']>> = {
  low: 'stock.low',
  out: 'stock.out',
  enough: 'stock.back',
};

/**
 * The alert to emit after one transaction: of the level that came about in it, or of that which came about with an observation
 * that came again, whose alert may have been lost after the commit. Then it is the same alert, of the same SKU and entry.
 */
export function alertToEmit(journal: Pick<Journal, 'info'>, transaction: Transaction): readonly StockAlert[] {
  const { before, after, decided } = transaction;
  const level = after.exposure?.level;
  if (level === undefined || level.seq === 0) {
    return [];
  }
  const isNew = level.seq > before.seq;
  const comesAgain = decided.some(
    ({ decision: { outcome } }) => outcome.kind === 'duplicate' && outcome.seq === level.seq,
  );
  if (!isNew && !comesAgain) {
    return [];
  }
  const { sku } = after;
  const alert: StockAlert = { kind: KINDS[level.kind], sku, ...levelFigures(level) };
  if (isNew) {
    journal.info(alertText(alert), { step: 'alert', ...alert });
  }
  return [alert];
}

function levelFigures({ seq, available, threshold, at }: StockLevel) {
  return { seq, available, threshold, at };
}
