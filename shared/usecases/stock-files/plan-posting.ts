/** Plans what posting observations of one SKU would do: what would become of each, and how the SKU's figures move. */
import type { Sku } from '../../domain/identifiers.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import { isBundle } from '../../domain/ledger/sku-ledger.ts';
import type { Decision } from '../../domain/posting/decision.ts';
import { takesComponents } from '../../domain/stock/bundle.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { StockChange } from '../../domain/stock/stock.ts';
import { messageOf } from '../../message-of.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { foresee } from '../posting/decide-for.ts';
import type { PostingPorts } from '../posting/posting-ports.ts';
import { type SkuMove, skuMoveOf } from './foreseen-moves.ts';

/** What would become of one observation. `components`: it is of a bundle, and moves what that is made of. */
export type PlannedOutcome =
  | { readonly kind: 'new'; readonly changes: readonly StockChange[] }
  | { readonly kind: 'components' }
  | Exclude<Outcome, { readonly kind: 'posted' }>;

/** What posting would do to one SKU. Absent `move`: nothing can be said of its figures. */
export type PlannedPosting = {
  readonly sku: Sku;
  /** One for each observation, in their order. */
  readonly outcomes: readonly PlannedOutcome[];
  readonly move?: SkuMove;
};

/** What posting the observations now would do. Writes nothing; one that no rule can decide is `invalid`. */
export async function planPosting(
  ports: Pick<PostingPorts, 'ledger' | 'clock' | 'digest' | 'settleMs' | 'rules' | 'rulesFor'>,
  sku: Sku,
  observations: readonly Observation[],
): Promise<PlannedPosting> {
  try {
    const foreseen = await foresee(ports, sku, observations);
    const outcomes = foreseen.decided.map(({ decision, observation }) =>
      isBundle(foreseen.before) && takesComponents(observation) ? { kind: 'components' as const } : outcomeOf(decision),
    );
    return { sku, outcomes, move: skuMoveOf(foreseen, ports.rules) };
  } catch (error) {
    if (error instanceof PermanentError) {
      return { sku, outcomes: observations.map(() => ({ kind: 'invalid', reason: messageOf(error) })) };
    }
    throw error;
  }
}

function outcomeOf(decision: Decision): PlannedOutcome {
  return decision.kind === 'append' ? { kind: 'new', changes: decision.entry.changes } : decision.outcome;
}
