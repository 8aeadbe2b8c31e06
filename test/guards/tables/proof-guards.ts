/** The guards of the chain of hashes, which proves that no entry was changed. */
import type { Guard } from '../guard.ts';

const CHAIN = 'shared/domain/ledger/chain.ts';
const VERIFY = ['test/shared/usecases/reading/verify-ledger', 'test/shared/domain/ledger/chain'];

/** What verifying finds. */
export const PROOF_GUARDS: readonly Guard[] = [
  {
    guard: 'Verifying finds a gap',
    file: CHAIN,
    search: 'if (entry.seq !== position.seq + 1) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying finds a broken link',
    file: CHAIN,
    search: 'if (entry.previousHash !== position.hash) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying finds a changed entry',
    file: CHAIN,
    search: 'if (digest(canonicalJson(rest)) !== hash) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying finds stock that the entries before do not explain',
    file: CHAIN,
    search: 'if (canonicalJson(stock) !== canonicalJson(entry.stockAfter)) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying compares the SKU head’s seq with the entries',
    file: CHAIN,
    search: 'if (head.seq !== position.seq) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying compares the SKU head’s hash with the last entry',
    file: CHAIN,
    search: 'if (head.headHash !== position.hash) {',
    replace: 'if (false) {',
    tests: VERIFY,
  },
  {
    guard: 'Verifying compares the SKU head’s stock with the entries',
    file: CHAIN,
    search: 'canonicalJson(head.stock) === canonicalJson(position.stock)',
    replace: 'true',
    tests: VERIFY,
  },
];
