import { describe, expect, it } from '@jest/globals';
import { planAsJson, planInWords, unmatchedAsCsv } from '../../../cli/reports/import-report.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import type { ImportPlan } from '../../../shared/usecases/importing/plan-import.ts';
import { stockFromChannel } from '../../../shared/usecases/importing/stock-source.ts';
import { AMAZON, listing, MAIN, MUG, SHOPIFY } from '../../fakes/facts.ts';

const CUP = parseSku('CUP');

function plan(rest: Partial<ImportPlan> = {}): ImportPlan {
  return {
    source: stockFromChannel(SHOPIFY),
    readings: [],
    newSkus: [],
    known: [],
    listings: [],
    added: [],
    openAnew: [],
    changed: [],
    believedOtherwise: [],
    renamed: [],
    vanished: [],
    differing: [],
    withoutStock: [],
    tooManyOpen: [],
    ordersNotFound: [],
    reserved: [],
    lookAlikes: [],
    unlisted: [],
    onOneChannel: [],
    duplicates: [],
    leftOut: [],
    bundles: [],
    setAside: [],
    ordersTwice: [],
    ...rest,
  };
}

describe('the plan of an import', () => {
  it('is one line when there is nothing to report', () => {
    expect(planInWords(plan({ newSkus: [MUG] }))).toBe('0 listings; 1 SKUs are new, 0 are in the ledger already.');
  });

  it('names look-alikes in quotes, and orders that were not found with the command that releases their units', () => {
    const missing = { sku: MUG, channel: SHOPIFY, location: MAIN, committed: 12, found: 2 };
    const words = planInWords(plan({ lookAlikes: [[parseSku('mug'), parseSku('MUG')]], ordersNotFound: [missing] }));
    expect(words).toContain('“mug”, “MUG”');
    expect(words).toContain('shopify has 12 committed, found 2');
    expect(words).toContain('npx stockline correct MUG --unavailable=-10 --location main');
  });

  it('prints both figures where they differ, and whose stays', () => {
    const words = planInWords(plan({ differing: [{ sku: MUG, location: MAIN, ledger: 8, source: 3 }] }));
    expect(words).toContain('differ from shopify’s; the ledger’s stay');
    expect(words).toContain('MUG at main: ledger 8, shopify 3');
  });

  it('names the SKU that a channel sells a known listing as now', () => {
    const renamed = plan({ renamed: [{ listing: listing(AMAZON, 4), now: CUP }] });
    expect(planInWords(renamed)).toContain('MUG on amazon: now CUP');
    expect(planAsJson(renamed)).toMatchObject({ renamed: [{ sku: MUG, channel: AMAZON, now: CUP }] });
    expect(unmatchedAsCsv(renamed)).toContain('Its channel sells it as CUP now.');
  });

  it('shows twenty of a kind and how many more there are', () => {
    const withoutStock = Array.from({ length: 23 }, (_, nth) => parseSku(`S${nth}`));
    const words = planInWords(plan({ withoutStock }));
    expect(words).toContain('23 listed SKUs have no on-hand figure');
    expect(words).toContain('  S19\n  … and 3 more');
  });

  it('has every list for machines', () => {
    const json = planAsJson(plan({ newSkus: [MUG], withoutStock: [CUP], vanished: [listing(AMAZON, 4)] }));
    expect(json).toMatchObject({
      newSkus: 1,
      new: [MUG],
      withoutStock: [CUP],
      stockFrom: SHOPIFY,
      vanished: [{ sku: MUG, channel: AMAZON, channelLocation: '-' }],
    });
    expect(json).not.toHaveProperty('readings');
  });
});

describe('what did not match, as CSV', () => {
  it('has a row for each thing, quoted where it must be', () => {
    const csv = unmatchedAsCsv(
      plan({
        leftOut: [{ channel: SHOPIFY, externalId: '7', sku: '', title: 'Wrap, "gold"', reason: 'It has no SKU.' }],
        duplicates: [{ channel: AMAZON, sku: MUG, externalIds: ['a', 'b'] }],
        withoutStock: [CUP],
      }),
    );
    expect(csv.split('\n')).toEqual([
      'channel,sku,title,id,reason',
      'shopify,,"Wrap, ""gold""",7,It has no SKU.',
      'amazon,MUG,,a,The SKU is more than once on this channel.',
      'amazon,MUG,,b,The SKU is more than once on this channel.',
      ',CUP,,,No on-hand figure.',
      '',
    ]);
  });

  it('lets no title be a formula', () => {
    const leftOut = [{ channel: SHOPIFY, externalId: '7', sku: '', title: '=HYPERLINK("x")', reason: 'No.' }];
    expect(unmatchedAsCsv(plan({ leftOut }))).toContain(`"'=HYPERLINK(""x"")"`);
  });
});
