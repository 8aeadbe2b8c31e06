import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { noteFinding } from '../../../../shared/usecases/diagnosing/finding.ts';
import { surveySkus } from '../../../../shared/usecases/diagnosing/survey-skus.ts';
import { MUG } from '../../../fakes/facts.ts';

const CUP = parseSku('CUP');

it('all surveys are made in one reading of the table', async () => {
  let readings = 0;
  const states = (async function* (): AsyncGenerator<SkuState> {
    readings += 1;
    yield* [MUG, CUP].map((sku) => ({ sku, seq: 1, stock: {}, listings: [] }));
  })();
  const survey = (check: string) => {
    const skus: string[] = [];
    const add = ({ sku }: SkuState) => void skus.push(sku);
    return { add, findings: () => [noteFinding('deployment', check, skus.join())] };
  };
  const found = await surveySkus(states, [survey('one'), survey('two')]);
  expect([readings, found.map(({ check, says }) => `${check}: ${says}`)]).toEqual([
    1,
    [`one: ${MUG},${CUP}`, `two: ${MUG},${CUP}`],
  ]);
});
