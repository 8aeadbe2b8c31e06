/** Sends hostile messages through every door, and says what became of each: nothing may break, freeze or vanish. */

import { observationMessage } from '../../shared/aws/shapes/messages.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import { MUG, movement, NOON } from '../fakes/facts.ts';
import { PERSONAL } from '../shared/channels/mutation.ts';
import { seededRandom } from '../simulation/random.ts';
import { message } from './grammar.ts';
import { hostileText } from './hostile-values.ts';
import { openShop } from './shop.ts';

/** What became of the messages of one input, counted; and what is wrong, as sentences. */
export type Verdict = { readonly counts: ReadonlyMap<string, number>; readonly broken: readonly string[] };

type Shop = Awaited<ReturnType<typeof openShop>>;

/** Every outcome of an observation is counted under one of these. */
const OUTCOMES = ['Posted', 'Duplicate', 'Stale', 'Conflicting', 'Insufficient', 'Parked'] as const;
const ANSWER_BYTES_MOST = 2_000;

/** One input: a shop of its own, and one to four messages to its doors. The same seed and index give the same input. */
export async function judge(seed: number, index: number): Promise<Verdict> {
  const random = seededRandom(seed * 1_000_003 + index);
  const shop = await openShop();
  const counts = new Map<string, number>();
  const broken: string[] = [];
  for (let left = random.integer(1, 4); left > 0; left -= 1) {
    const sent = message(random);
    const text = hostileText(sent.payload, random, isOfApi(sent) ? 'none' : 'named');
    const name = `${sent.door} ${sent.topic ?? ''}`.trim();
    try {
      for (const problem of await sendOne(shop, sent, text, counts)) {
        broken.push(`${name}: ${problem}`);
      }
    } catch (error) {
      broken.push(`${name}: threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  broken.push(...(await isStillOpen(shop)), ...(await personalDataIn(shop)));
  return { counts, broken };
}

async function sendOne(
  shop: Shop,
  sent: ReturnType<typeof message>,
  text: string,
  counts: Map<string, number>,
): Promise<readonly string[]> {
  const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
  const broken: string[] = [];
  const ignoredBefore = shop.counts.get('Ignored') ?? 0;
  const asked = shop.toRead.length;
  const { status, body } = await shop.deliver(sent, text);
  if (status >= 500 && status !== 503) {
    broken.push(`answered ${status}: ${body.slice(0, 300)}`);
  }
  if (Buffer.byteLength(body) > ANSWER_BYTES_MOST && !isOfApi(sent)) {
    broken.push(`answered ${Buffer.byteLength(body)} bytes`);
  }
  if (body.includes(PERSONAL)) {
    broken.push('the answer repeats personal data');
  }
  const waiting = shop.queue.waiting.map((each) => each.body);
  const observations = waiting.reduce(
    (sum, each) => sum + (JSON.parse(each) as { observations: [] }).observations.length,
    0,
  );
  const [refused] = shop.refused.splice(0);
  if (refused !== undefined) {
    broken.push(`what was taken in is refused by the queue behind the door: ${refused.slice(0, 300)}`);
  }
  const before = outcomesIn(shop);
  const failed = await shop.drain();
  if (failed.length > 0) {
    broken.push(`${failed.length} message(s) of the queue come again for ever: ${waiting[0]?.slice(0, 300)}`);
  }
  if (shop.queue.deadLetters.splice(0).length > 0) {
    broken.push(`a message can neither be posted nor parked: ${waiting[0]?.slice(0, 300)}`);
  }
  const became = outcomesIn(shop) - before;
  if (became < observations) {
    broken.push(`of ${observations} observation(s) ${observations - became} vanished`);
  }
  count(
    kindOf(status, {
      observations,
      isAsked: shop.toRead.length > asked,
      isIgnored: (shop.counts.get('Ignored') ?? 0) > ignoredBefore,
    }),
  );
  if (status === 200 && !isOfApi(sent) && observations === 0 && shop.toRead.length === asked) {
    const isIgnored =
      (shop.counts.get('Ignored') ?? 0) > ignoredBefore || body.includes('"observations":0') || sent.door === 'amazon';
    if (!isIgnored) {
      broken.push(`was answered 200, and nothing became of it: ${body.slice(0, 200)}`);
    }
  }
  if (
    (sent.door === 'pos' || sent.door === 'direct') &&
    body.includes('"kind":"ignored"') &&
    /"type":"(?:sale|stock|order|inventory|return)[._]/.test(text)
  ) {
    broken.push('a misspelt type that can only mean stock was ignored');
  }
  return broken;
}

/** A request whose answer says what became of it; it may be long. */
function isOfApi({ door }: ReturnType<typeof message>): boolean {
  return door === 'holds' || door === 'api';
}

function kindOf(
  status: number,
  {
    observations,
    isAsked,
    isIgnored,
  }: { readonly observations: number; readonly isAsked: boolean; readonly isIgnored: boolean },
): string {
  if (status >= 400) {
    return `refused ${status}`;
  }
  return observations > 0 ? 'posted or parked' : isAsked ? 'read at the channel' : isIgnored ? 'ignored' : 'answered';
}

function outcomesIn({ counts }: Shop): number {
  return OUTCOMES.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
}

/** After all that, an ordinary sale of each SKU is posted at once. */
async function isStillOpen(shop: Shop): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const sku of [MUG, parseSku('CUP')]) {
    const before = (await shop.table.reader().skuState(sku))?.seq ?? 0;
    const sale = { ...movement('sold', -1, { id: 'an-ordinary-sale', sku }), receivedAt: NOON };
    const body = JSON.stringify(observationMessage.stamp({ sku, observations: [sale] }));
    shop.queue.waiting.push({ body, group: sku });
    const failed = await shop.drain();
    const after = (await shop.table.reader().skuState(sku))?.seq ?? 0;
    if (failed.length > 0 || after !== before + 1) {
      broken.push(`${sku} is frozen: an ordinary sale is not posted any more`);
    }
  }
  return broken;
}

async function personalDataIn(shop: Shop): Promise<readonly string[]> {
  const entries = await Promise.all([MUG, parseSku('CUP')].map((sku) => shop.table.reader().entries(sku, 0, 1_000)));
  const places: readonly (readonly [string, string])[] = [
    ['a log line', shop.said.join('\n')],
    ['a message to be read', shop.toRead.join('\n')],
    ['an entry', JSON.stringify(entries)],
    ['what is parked', JSON.stringify(await shop.table.parkingLot().list(1_000))],
  ];
  return places.filter(([, text]) => text.includes(PERSONAL)).map(([place]) => `${place} has personal data`);
}
