/** Tests on the running stack that what a channel shows otherwise than is believed is found, and set right or kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { invoked } from './as-function.ts';
import { stockline } from './operating/operator.ts';
import { eventually, type RunningStack, type Selling } from './running-stack.ts';
import { nineHoursPass } from './whole-comparison.ts';

const CHANNELS: readonly Selling[] = ['shopify', 'amazon', 'square'];
const MINUTES = 120_000;
/** Three settle times of the local stack: two checks that agree would have set a difference right by then. */
const WATCHED_MS = 30_000;

/** One SKU for each thing that people, apps and imports do. Each has 100 units unless its name says how many. */
const ONE_MORE_CHANNEL = 'LISTED-LATER-3';
const MADE_AGAIN = 'DEMO-022';
const SOLD_WITHOUT_STOCK = 'DEMO-023';
const NOT_COUNTED = 'DEMO-024';
const DAMAGED = 'DEMO-025';
const RECOUNTED = 'DEMO-026';
const DRAFTED = 'DEMO-027';
const EDITED_UNREPORTED = 'DEMO-028';
const EDITED_BEFORE_A_SALE = 'DEMO-029';
const EDITED_IN_SILENCE = 'DEMO-030';
/** 17 on hand, of which 12 are committed to an order of ten weeks ago, which no import finds. */
const OLD_ORDER = 'OLD-ORDER-5';
const ALL = [
  ...[ONE_MORE_CHANNEL, MADE_AGAIN, SOLD_WITHOUT_STOCK, NOT_COUNTED, DAMAGED],
  ...[RECOUNTED, DRAFTED, EDITED_UNREPORTED, EDITED_BEFORE_A_SALE, EDITED_IN_SILENCE],
];

/**
 * Everything happens first, and an import after it; then each test asserts what became of one SKU: so they wait together.
 * Several locations of one channel are tested in stock-work.ts and test/conformance/two-locations.test.ts: this stack has one.
 */
export function differences(stackOf: () => RunningStack): void {
  describe('what a channel shows otherwise than is believed', () => {
    let draft = '';
    let afterEdits = 0;
    let importSaid = '';

    beforeAll(async () => {
      const stack = stackOf();
      await imported(stack, ['--on-hand', ...onHandFile(ONE_MORE_CHANNEL, 3)]);
      draft = await happen(stack);
      afterEdits = Date.now();
      importSaid = (await imported(stack, ['--stock-from', 'shopify', '--yes'])).stderr;
    }, 3 * MINUTES);

    it(
      'is lowered where an import finds a known SKU on one more channel',
      () => eventually(async () => (await stackOf().shows('shopify', ONE_MORE_CHANNEL)) === 3, 90),
      MINUTES,
    );

    it(
      'is what its listing was made again with, under the same SKU: it is lowered before it is sold',
      () => eventually(() => allShow(stackOf(), MADE_AGAIN, 100), 90),
      MINUTES,
    );

    it(
      'is left where it is below zero: nothing is made up there, and nothing is sold elsewhere',
      async () => {
        const stack = stackOf();
        await eventually(async () => (await figuresOf(stack, SOLD_WITHOUT_STOCK)).join() === '-5,0,0', 90);
        expect(await stack.changes('shopify', SOLD_WITHOUT_STOCK)).toEqual([]);
        expect((await stack.api(`/stock/${SOLD_WITHOUT_STOCK}`)).body).toMatchObject({ available: -5, onHand: 100 });
      },
      2 * MINUTES,
    );

    it(
      'by an order that the channel did not count is lowered, without another sale',
      () => eventually(() => allShow(stackOf(), NOT_COUNTED, 98), 90),
      MINUTES,
    );

    it(
      'by an edit that was reported to nobody is set right by an import, and by the next push',
      async () => {
        await eventually(() => allShow(stackOf(), EDITED_UNREPORTED, 100), 90);
        await eventually(() => allShow(stackOf(), EDITED_BEFORE_A_SALE, 99), 90);
      },
      2 * MINUTES,
    );

    it(
      'by a large edit that was reported to nobody is lowered by the comparison of the whole channel, and asked about',
      async () => {
        const stack = stackOf();
        await inSilence(stack, () => edit(stack, 'amazon', EDITED_IN_SILENCE, 130));
        await nineHoursPass(stack, 'amazon');
        expect(await invoked(stack, 'stockline-sweep-amazon')).toBe('succeeded');
        await eventually(() => allShow(stack, EDITED_IN_SILENCE, 100), 90);
        await eventually(async () => (await listed(stack)).includes(EDITED_IN_SILENCE), 90);
        await stockline(stack, ['drift', 'amazon', '--sku', EDITED_IN_SILENCE, '--repair', '--yes']);
        await eventually(async () => !(await listed(stack)).includes(EDITED_IN_SILENCE), 90);
        expect(await allShow(stack, EDITED_IN_SILENCE, 100)).toBe(true);
      },
      2 * MINUTES,
    );

    it(
      'less by orders that an import does not find puts none of their units on sale, and says how to release them',
      async () => {
        const stack = stackOf();
        await eventually(async () => (await stack.shows('shopify', OLD_ORDER)) === 5, 90);
        expect((await stack.api(`/stock/${OLD_ORDER}`)).body).toMatchObject({
          ...{ onHand: 17, committed: 0, unavailable: 12, available: 5 },
          listings: [{ channel: 'shopify', sellable: 5, shown: 5, pending: 0 }],
        });
        expect(await stack.changes('shopify', OLD_ORDER)).toEqual([]);
        expect(importSaid).toContain(`${OLD_ORDER} at main: shopify has 12 committed, found 0.`);
      },
      2 * MINUTES,
    );

    it(
      'by work in a channel’s admin stays there, is listed, and is taken over or set right as an operator says',
      async () => {
        const stack = stackOf();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, afterEdits + WATCHED_MS - Date.now())));
        await eventually(async () => (await listed(stack)).join() === [DAMAGED, RECOUNTED, DRAFTED].join(), 90);
        expect(await figuresOf(stack, DAMAGED)).toEqual([97, 100, 100]);
        expect(await figuresOf(stack, RECOUNTED)).toEqual([100, 100, 90]);
        await stockline(stack, ['drift', 'shopify', '--sku', DAMAGED, '--adopt', '--yes']);
        await stockline(stack, ['drift', 'square', '--sku', RECOUNTED, '--repair', '--yes']);
        await eventually(() => allShow(stack, DAMAGED, 97), 90);
        await eventually(() => allShow(stack, RECOUNTED, 100), 90);
      },
      3 * MINUTES,
    );

    it(
      'by a draft order counts once, when it is paid',
      async () => {
        const stack = stackOf();
        expect((await stack.post('shopify', `/orders/${draft}/pay`, {})).status).toBe(200);
        await eventually(() => allShow(stack, DRAFTED, 98), 90);
        expect((await stack.api(`/stock/${DRAFTED}`)).body).toMatchObject({ onHand: 100, committed: 2, available: 98 });
      },
      MINUTES,
    );

    it(
      'is nowhere in the end: the ledger is sound, no difference stands, and another import has none to report',
      async () => {
        const stack = stackOf();
        await eventually(async () => (await listed(stack)).length === 0, 90);
        expect(await stockline(stack, ['verify', ...ALL])).toMatchObject({ code: 0 });
        const doctor = await stockline(stack, ['doctor', '--json']);
        const { findings } = JSON.parse(doctor.stdout) as { readonly findings: readonly Finding[] };
        const problems = findings.filter(
          ({ state, says }) => state === 'problem' && ALL.some((sku) => says.includes(sku)),
        );
        expect(problems).toEqual([]);
        const again = await imported(stack, ['--stock-from', 'shopify', '--dry-run', '--json']);
        const plan = JSON.parse(again.stdout) as { readonly differing: readonly { readonly sku: string }[] };
        expect(plan.differing.filter(({ sku }) => ALL.includes(sku))).toEqual([]);
      },
      2 * MINUTES,
    );
  });
}

type Finding = { readonly state: string; readonly says: string };

/** Everything of the table above, at once. Resolves with the id of the draft order. */
async function happen(stack: RunningStack): Promise<string> {
  await Promise.all([
    stack.post('shopify', '/items', { sku: ONE_MORE_CHANNEL, quantity: 10 }),
    stack.sandbox('shopify', `/items/${MADE_AGAIN}`, { method: 'DELETE' }),
    stack.sandbox('shopify', `/items/${SOLD_WITHOUT_STOCK}`, patch({ policy: 'continue' })),
    stack.post('shopify', '/orders', { ...order(NOT_COUNTED, 2), source: 'api', bypass: true }),
    stack.post('shopify', `/stock/${DAMAGED}/states`, { damaged: 3 }),
    edit(stack, 'square', RECOUNTED, 90),
  ]);
  await stack.post('shopify', '/items', { sku: MADE_AGAIN, quantity: 300 });
  await stack.post('shopify', '/items', { sku: OLD_ORDER, quantity: 17 });
  await stack.buy('shopify', SOLD_WITHOUT_STOCK, 105);
  await inSilence(stack, async () => {
    await edit(stack, 'amazon', EDITED_UNREPORTED, 120);
    await edit(stack, 'square', EDITED_BEFORE_A_SALE, 104);
    await stack.post('shopify', '/orders', { ...order(OLD_ORDER, 12), createdAt: seventyDaysAgo() });
  });
  await stack.buy('amazon', EDITED_BEFORE_A_SALE, 1);
  const drafted = await stack.post('shopify', '/orders', { ...order(DRAFTED, 2), draft: true });
  return String(drafted.body['id']);
}

const seventyDaysAgo = () => new Date(Date.now() - 70 * 24 * 3_600_000).toISOString();
const order = (sku: string, quantity: number) => ({ lines: [{ sku, quantity }] });
const put = (body: object) => ({ method: 'PUT', body: JSON.stringify(body) });
const patch = (body: object) => ({ method: 'PATCH', body: JSON.stringify(body) });

async function edit(stack: RunningStack, channel: Selling, sku: string, available: number): Promise<void> {
  expect((await stack.sandbox(channel, `/stock/${sku}`, put({ available }))).status).toBe(200);
}

/** What happens meanwhile is reported to nobody. */
async function inSilence(stack: RunningStack, happens: () => Promise<void>): Promise<void> {
  const lost = { seed: 1, webhook: { loss: 1, duplicate: 0, delayMs: [0, 0] } };
  await Promise.all(CHANNELS.map((each) => stack.sandbox(each, '/faults', put(lost))));
  await happens();
  await Promise.all(CHANNELS.map((each) => stack.sandbox(each, '/faults', { method: 'DELETE' })));
}

const figuresOf = (stack: RunningStack, sku: string) =>
  Promise.all(CHANNELS.map(async (channel) => Number(await stack.shows(channel, sku))));

/** Every channel shows it, and the ledger believes so. */
async function allShow(stack: RunningStack, sku: string, quantity: number): Promise<boolean> {
  const listings = (await stack.api(`/stock/${sku}`)).body['listings'] as Record<string, number>[];
  return (
    (await figuresOf(stack, sku)).every((each) => each === quantity) &&
    listings.every((each) => each['shown'] === quantity && each['sellable'] === quantity && each['pending'] === 0)
  );
}

/** The SKUs of these tests that `stockline drift` lists, in their order. */
async function listed(stack: RunningStack): Promise<readonly string[]> {
  const { stdout } = await stockline(stack, ['drift', '--json']);
  const skus = stdout.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { sku: string }).sku]));
  return ALL.filter((sku) => skus.includes(sku));
}

/** What the import printed, which must have been done: its words, or its plan as JSON. */
async function imported(stack: RunningStack, args: readonly string[]): Promise<Record<'stdout' | 'stderr', string>> {
  const { code, stdout, stderr } = await stockline(stack, ['import', ...args]);
  if (code !== 0) {
    throw new Error(`The import of ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
  return { stdout, stderr };
}

/** Options of an import of one SKU that a count found: what else the channels list is known. */
function onHandFile(sku: string, units: number): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'on-hand.csv');
  writeFileSync(file, `sku,location,quantity\n${sku},main,${units}\n`);
  return [file, '--yes'];
}
