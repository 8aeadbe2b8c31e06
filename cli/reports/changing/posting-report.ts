/** Prints what posting would do to a SKU. */
import { reasonOf } from '../../../shared/domain/ledger/outcome.ts';
import type { PlannedOutcome, PlannedPosting } from '../../../shared/usecases/stock-files/plan-posting.ts';
import { printable } from '../../terminal/printable.ts';
import { changeWords } from '../parked-report.ts';
import { moveLines } from './stock-file-report.ts';

/** One line for each observation, and how the SKU's figures and listings move by all of them. */
export function postingLines({ sku, outcomes, move }: PlannedPosting): readonly string[] {
  const isNew = outcomes.some(({ kind }) => kind === 'new');
  return [
    ...outcomes.map((outcome) => `${printable(sku)}  ${plannedWords(outcome)}`),
    ...(isNew && move !== undefined ? moveLines(move) : []),
  ];
}

/** What would become of an observation. */
export function plannedWords(outcome: PlannedOutcome): string {
  switch (outcome.kind) {
    case 'new':
      return `would be posted: ${changeWords(outcome.changes)}`;
    case 'components':
      return 'would be posted to the components of the bundle';
    case 'duplicate':
      return `is in the ledger already, as entry ${outcome.seq}`;
    case 'insufficient':
      return `would be refused: ${outcome.available} are available`;
    case 'stale':
    case 'conflicting':
    case 'unknownSku':
    case 'invalid': {
      const reason = reasonOf(outcome);
      return `would not be posted (${outcome.kind}${reason === '' ? '' : `: ${printable(reason)}`})`;
    }
    default:
      return outcome satisfies never;
  }
}
