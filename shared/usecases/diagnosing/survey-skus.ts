// Reads the SKUs of a deployment once, for all findings that are about them.
import type { SkuState } from '../../ports/sku-state.ts';
import type { Finding } from './finding.ts';

/** What one check keeps of each SKU, and finds in all of them. */
export type SkuSurvey = {
  add(state: SkuState): void;
  findings(): readonly Finding[];
};

/** The findings of all surveys, in their order, after one reading. Rejects when the reading does. */
export async function surveySkus(
  states: AsyncIterable<SkuState>,
  surveys: readonly SkuSurvey[],
): Promise<readonly Finding[]> {
  for await (const state of states) {
    for (const survey of surveys) {
      survey.add(state);
    }
  }
  return surveys.flatMap((survey) => survey.findings());
}
