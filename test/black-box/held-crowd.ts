/** `npm run test:holds`: a crowd asks a running deployment for holds of one SKU; counts how many a second are granted, and that each is exact. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * Holds of one unit each, of one SKU, over a running `npm start`, from outside: so many requests are always in flight, each
 * followed by the next as it is answered, for so many seconds. Afterwards the ledger must hold exactly what was granted, and
 * once all of it is voided, exactly what it held before. Last, more is asked for than there is, and as many units as there are
 * must be granted. Exits 0 if all held.
 *
 *     npm run test:holds -- [--in-flight 1,4,8] [--seconds 10] [--sku FLASH] [--last 20]
 */
const { values } = parseArgs({
  options: {
    'in-flight': { type: 'string', default: '1,4,8' },
    seconds: { type: 'string', default: '10' },
    sku: { type: 'string', default: 'FLASH' },
    /** So many units are left when more is asked for than there is. */
    last: { type: 'string', default: '20' },
  },
});
const { sku } = values;
const forMs = Number(values.seconds) * 1_000;
const run = Date.now();

type Outputs = { readonly api: { readonly url: string; readonly token: string } };
type StockView = { readonly available: number; readonly held: number };
/** What a request was answered, and after how many milliseconds. */
type Answer = { readonly id: string; readonly status: number; readonly ms: number };

const { api } = JSON.parse(readFileSync(process.env['STOCKLINE_OUTPUTS'] ?? '.local/outputs.json', 'utf8')) as Outputs;
const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function stock(): Promise<StockView> {
  const answer = await fetch(`${api.url}/stock/${sku}`, { headers });
  if (!answer.ok) {
    throw new Error(`The stock API answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as StockView;
}

async function post(path: string, id: string, body?: object): Promise<Answer> {
  const began = performance.now();
  const answer = await fetch(`${api.url}/holds${path}`, {
    ...{ method: 'POST', headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return { id, status: answer.status, ms: performance.now() - began };
}

let asked = 0;

function ask(quantity = 1): Promise<Answer> {
  asked += 1;
  const id = `crowd-${run}-${asked}`;
  return post('', id, { id, sku, quantity, ttlSeconds: 600 });
}

/** So many at a time, for as long as there is a next one; in the order in which they were answered. */
async function inFlight(count: number, next: () => Promise<Answer> | undefined): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const one = async (): Promise<void> => {
    for (let asking = next(); asking !== undefined; asking = next()) {
      answers.push(await asking);
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  return answers;
}

/** Ends these holds, eight at a time; a hold that could not be ended now is ended by a further try. */
async function voidAll(granted: readonly Answer[]): Promise<void> {
  for (let left = granted.map(({ id }) => id); left.length > 0; ) {
    const ids = [...left];
    const voided = await inFlight(8, () => {
      const id = ids.shift();
      return id === undefined ? undefined : post(`/${id}/void`, id);
    });
    left = voided.filter(({ status }) => status !== 200).map(({ id }) => id);
  }
}

function grantedOf(answers: readonly Answer[]): readonly Answer[] {
  return answers.filter(({ status }) => status === 201);
}

function countsOf(answers: readonly Answer[]): string {
  return [...Map.groupBy(answers, ({ status }) => status)]
    .map(([status, all]) => `${all.length} × ${status}`)
    .join(', ');
}

function percentile(answers: readonly Answer[], part: number): string {
  const sorted = answers.map(({ ms }) => ms).sort((left, right) => left - right);
  return (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(0);
}

/** A crowd for so many seconds; what was not exact. */
async function crowd(count: number): Promise<readonly string[]> {
  const before = await stock();
  const began = performance.now();
  const answers = await inFlight(count, () => (performance.now() - began < forMs ? ask() : undefined));
  const seconds = (performance.now() - began) / 1_000;
  const granted = grantedOf(answers);
  const after = await stock();
  say(
    `${count} in flight: ${(granted.length / seconds).toFixed(1)} granted a second (${countsOf(answers)} in ${seconds.toFixed(1)} s), ${percentile(granted, 0.5)} / ${percentile(granted, 0.95)} ms (p50 / p95)`,
  );
  await voidAll(granted);
  const end = await stock();
  return [
    ...(after.held - before.held === granted.length
      ? []
      : [`${granted.length} were granted, and ${after.held - before.held} units are held`]),
    ...(end.held === before.held ? [] : [`${end.held - before.held} units are still held once all is voided`]),
  ];
}

/** More is asked for than there is; what was not exact. */
async function lastUnits(count: number, units: number): Promise<readonly string[]> {
  const { available } = await stock();
  const rest = available > units ? [await ask(available - units)] : [];
  const left = Math.min(available, units);
  let asks = 3 * units;
  const answers = await inFlight(count, () => {
    asks -= 1;
    return asks < 0 ? undefined : ask();
  });
  const granted = grantedOf(answers);
  const { available: over } = await stock();
  say(`${left} units left, ${answers.length} asked for at ${count} in flight: ${countsOf(answers)}`);
  await voidAll([...grantedOf(rest), ...granted]);
  return granted.length === left && over === 0
    ? []
    : [`${granted.length} of the last ${left} units were granted, ${over} are available`];
}

const levels = values['in-flight'].split(',').map(Number);
const problems: string[] = [];
for (const count of levels) {
  problems.push(...(await crowd(count)));
}
problems.push(...(await lastUnits(Math.max(...levels), Number(values.last))));
for (const problem of problems) {
  say(`PROBLEM ${problem}`);
}
say(problems.length === 0 ? 'All is exact.' : 'NOT exact.');
process.exitCode = problems.length === 0 ? 0 : 1;
