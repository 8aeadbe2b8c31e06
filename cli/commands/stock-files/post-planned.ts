/** Posts what a plan found to be new, once the person at the terminal agrees. */
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import { type PostedRows, postRows } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { postingPortsOf } from '../../deployment/posting-ports.ts';
import type { Progress } from '../../reports/import-progress.ts';
import { type Answers, isAgreed } from '../../terminal/change.ts';

/** What is to be posted of one SKU. */
type PlannedSku = { readonly sku: Sku; readonly observations: readonly Observation[] };

/** What became of it, and how many entries it made. */
export type Posted = { readonly posted: readonly PostedRows[]; readonly entries: number };

/** Undefined: the person did not agree, and nothing was written. Where nothing is new, nobody is asked. */
export async function postPlanned(
  deployment: Deployment,
  work: readonly PlannedSku[],
  progress: Progress,
  answers: Answers,
): Promise<Posted | undefined> {
  const isNothingNew = work.every(({ observations }) => observations.length === 0);
  if (!isNothingNew && !(await isAgreed(answers))) {
    return undefined;
  }
  const posted = await postRows(postingPortsOf(deployment), work, (done, of) =>
    progress.report('SKUs posted', done, of),
  );
  progress.end();
  const entries = posted.flatMap(({ outcomes }) => outcomes).filter(({ kind }) => kind === 'posted').length;
  return { posted, entries };
}
