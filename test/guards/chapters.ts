/** All guards, by subject, in the order of docs/guards.md. */
import type { Chapter } from './guard-page.ts';
import { ANSWER_GUARDS } from './tables/answer-guards.ts';
import { DIRECT_GUARDS } from './tables/channels/direct-guards.ts';
import { BUNDLE_GUARDS } from './tables/escrow/bundle-guards.ts';
import { FIGURE_GUARDS } from './tables/escrow/figure-guards.ts';
import { LAST_UNITS_GUARDS } from './tables/escrow/last-units-guards.ts';
import { SHARE_GUARDS } from './tables/escrow/share-guards.ts';
import { GATE_GUARDS } from './tables/gate-guards.ts';
import { HOLD_GUARDS } from './tables/hold-guards.ts';
import { PACKING_GUARDS } from './tables/intake/packing-guards.ts';
import { INTAKE_GUARDS } from './tables/intake-guards.ts';
import { LEDGER_GUARDS } from './tables/ledger-guards.ts';
import { LINK_GUARDS } from './tables/link-guards.ts';
import { OUTAGE_GUARDS } from './tables/outage-guards.ts';
import { PAGE_GUARDS } from './tables/page/page-guards.ts';
import { ALERT_GUARDS } from './tables/people/alert-guards.ts';
import { COMMAND_GUARDS } from './tables/people/command-guards.ts';
import { DEAD_LETTER_GUARDS } from './tables/people/dead-letter-guards.ts';
import { TOKEN_GUARDS } from './tables/people/token-guards.ts';
import { POSTING_GUARDS } from './tables/posting-guards.ts';
import { PROOF_GUARDS } from './tables/proof-guards.ts';
import { PUSH_GUARDS } from './tables/push-guards.ts';
import { COMPARISON_GUARDS } from './tables/reconciling/comparison-guards.ts';
import { DRIFT_GUARDS } from './tables/reconciling/drift-guards.ts';
import { UNREPORTED_GUARDS } from './tables/reconciling/unreported-guards.ts';
import { WORK_GUARDS } from './tables/reconciling/work-guards.ts';
import { REVISION_GUARDS } from './tables/revision-guards.ts';
import { SHAPE_GUARDS } from './tables/shape-guards.ts';
import { SHOPIFY_GUARDS } from './tables/shopify-guards.ts';
import { SWEEP_GUARDS } from './tables/sweep-guards.ts';
import { TABLE_GUARDS } from './tables/table-guards.ts';

export const CHAPTERS: readonly Chapter[] = [
  { title: 'The table', guards: TABLE_GUARDS },
  { title: 'Stored forms', guards: SHAPE_GUARDS },
  { title: 'The ledger', guards: LEDGER_GUARDS },
  { title: 'Facts that their source changes', guards: REVISION_GUARDS },
  { title: 'The proof', guards: PROOF_GUARDS },
  { title: 'The intake', guards: INTAKE_GUARDS },
  { title: 'Packing of hot SKUs', guards: PACKING_GUARDS },
  { title: 'Shopify', guards: SHOPIFY_GUARDS },
  { title: 'Own shops', guards: DIRECT_GUARDS },
  { title: 'Posting', guards: POSTING_GUARDS },
  { title: 'Outages of AWS', guards: OUTAGE_GUARDS },
  { title: 'Links', guards: LINK_GUARDS },
  { title: 'Holds', guards: HOLD_GUARDS },
  { title: 'Pushing', guards: PUSH_GUARDS },
  { title: 'Gates of pushes', guards: GATE_GUARDS },
  { title: 'Escrow', guards: SHARE_GUARDS },
  { title: 'The last units under escrow', guards: LAST_UNITS_GUARDS },
  { title: 'Escrow of SKUs in bundles', guards: BUNDLE_GUARDS },
  { title: 'Escrow on channels that only accept figures', guards: FIGURE_GUARDS },
  { title: 'Drift', guards: [...DRIFT_GUARDS, ...UNREPORTED_GUARDS] },
  { title: 'What channels really show', guards: COMPARISON_GUARDS },
  { title: 'Stock work', guards: WORK_GUARDS },
  { title: 'Sweeps', guards: SWEEP_GUARDS },
  { title: 'Answers of channels', guards: ANSWER_GUARDS },
  { title: 'The page and its lists', guards: PAGE_GUARDS },
  { title: 'Tokens', guards: TOKEN_GUARDS },
  { title: 'Alerts', guards: ALERT_GUARDS },
  { title: 'What is set aside', guards: DEAD_LETTER_GUARDS },
  { title: 'The command line', guards: COMMAND_GUARDS },
];
