/** What every platform promises of the messages that it sends (docs/new-channel.md). */

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Delivery, IntakeBench, OpenIntake, Proof } from './benches/bench.ts';
import { INTAKE_BENCHES } from './benches/benches.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

// Real servers of three platforms: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

/** What every folder under shared/channels promises of what it takes in (docs/new-channel.md). */

const closing: OpenIntake[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((source) => source.close()));
});

/** Ten mugs are on hand; the source also offers a pen that nobody imported. */
async function open(bench: IntakeBench) {
  const clock = new RunningClock();
  const articles = [
    { sku: 'MUG', shows: 10 },
    { sku: 'PEN', shows: 10 },
  ];
  const source = await bench.open({ id: bench.platform, articles, nowMs: clock.nowMs });
  closing.push(source);
  const deployment = new Deployment([source], clock);
  await deployment.open({ MUG: 10 });
  return { source, deployment };
}

async function soldTwo(bench: IntakeBench) {
  const opened = await open(bench);
  const order = await opened.source.people.sell([{ sku: 'MUG', quantity: 2 }]);
  return { ...opened, order, sent: await opened.deployment.untaken(opened.source) };
}

/** The figures at the end of a row: in the ledger, and on each channel that shows one. */
async function figures(deployment: Deployment) {
  await deployment.runUntilIdle();
  return { available: await deployment.available('MUG'), shows: await deployment.shows('MUG') };
}

const all = (source: OpenIntake, units: number) => ({
  available: units,
  shows: 'client' in source ? [units] : [],
});

function signatureOf(source: OpenIntake): Extract<Proof, { kind: 'signature' }> | undefined {
  return source.proof.kind === 'signature' ? source.proof : undefined;
}

async function take(deployment: Deployment, source: OpenIntake, sent: readonly Delivery[]): Promise<void> {
  for (const delivery of sent) {
    await deployment.take(source, delivery);
  }
}

describe.each(INTAKE_BENCHES.map((bench) => [bench.platform, bench] as const))('the intake of %s', (_, bench) => {
  it('posts a sale once, and its channel, which counted itself down, is sent nothing', async () => {
    const { source, deployment, order, sent } = await soldTwo(bench);
    await take(deployment, source, sent);
    expect(await figures(deployment)).toEqual(all(source, 8));
    const entries = (await deployment.entries('MUG')).filter(({ kind }) => kind !== 'baseline');
    expect(entries.map((entry) => entry.source)).toEqual([expect.objectContaining({ order, channel: bench.platform })]);
  });

  it('believes nobody who does not prove it, and says why', async () => {
    const { source, deployment, sent } = await soldTwo(bench);
    for (const delivery of sent) {
      for (const forged of await forgeries(source, delivery)) {
        expect(await deployment.take(source, forged)).toMatchObject({
          kind: source.proof.kind === 'signature' ? 'notAuthentic' : 'ignored',
          reason: expect.stringMatching(/\w+ \w+/),
        });
      }
    }
    await deployment.office.workOff();
    expect(await deployment.available('MUG')).toBe(10);
  });

  it('believes a signature no longer than it is fresh, where the platform signs the time', async () => {
    const { source, deployment, sent } = await soldTwo(bench);
    const tolerance = signatureOf(source)?.toleranceSeconds;
    const [delivery] = sent;
    const proof = signatureOf(source);
    if (delivery === undefined || proof === undefined || typeof tolerance !== 'number') {
      // Declared in the bench: what is sent again later is then a duplicate, which moves nothing (below).
      expect(source.proof.kind === 'queuePolicy' || tolerance === null).toBe(true);
      return;
    }
    const at = (secondsAgo: number) => proof.sign(delivery, { at: new Date(Date.now() - secondsAgo * 1_000) });
    expect(await deployment.take(source, await at(tolerance + 60))).toMatchObject({ kind: 'notAuthentic' });
    expect(await deployment.take(source, await at(-tolerance - 60))).toMatchObject({ kind: 'notAuthentic' });
    expect(await deployment.take(source, await at(tolerance - 60))).toMatchObject({ kind: 'queued' });
  });

  it('counts what comes three times once', async () => {
    const { source, deployment, sent } = await soldTwo(bench);
    await take(deployment, source, [...sent, ...sent]);
    await deployment.office.workOff();
    await take(deployment, source, sent);
    expect(await figures(deployment)).toEqual(all(source, 8));
  });

  it.each([
    ['reversed', (sent: readonly Delivery[]) => sent.toReversed()],
    ['the last one only', (sent: readonly Delivery[]) => sent.slice(-1)],
  ])('ends with the same stock when an order’s messages come %s', async (_order, arranged) => {
    const { source, deployment, order, sent } = await soldTwo(bench);
    await source.people.cancel(order);
    const later = await deployment.untaken(source);
    await take(deployment, source, arranged([...sent, ...later]));
    expect(await figures(deployment)).toEqual(all(source, 10));
  });

  it('sets aside what the ledger does not have, and takes the rest of the order', async () => {
    const { source, deployment } = await open(bench);
    await source.people.sell([
      { sku: 'PEN', quantity: 1 },
      { sku: 'MUG', quantity: 1 },
    ]);
    expect(await figures(deployment)).toEqual(all(source, 9));
    const parked = (await deployment.parked()).map(({ observation }) => observation.sku);
    expect(bench.unknown === 'parked' ? new Set(parked) : parked).toEqual(
      bench.unknown === 'parked' ? new Set(['PEN']) : [],
    );
    expect(deployment.office.journal.lines.filter((line) => /import/.test(line)).length).toBeGreaterThan(0);
  });

  it('refuses what is authentic and cannot be read with the path of the field, and goes on', async () => {
    const { source, deployment, sent } = await soldTwo(bench);
    const delivery = { headers: sent[0]?.headers ?? {}, body: Buffer.from(bench.malformed) };
    const unreadable = (await signatureOf(source)?.sign(delivery)) ?? delivery;
    const refused = await deployment.take(source, unreadable);
    expect(refused).toMatchObject({ kind: 'malformed', reason: expect.stringMatching(/\.$/) });
    expect(refused).toMatchObject({ path: expect.stringMatching(/\w/) });
    await take(deployment, source, sent);
    expect(await figures(deployment)).toEqual(all(source, 8));
  });

  it('keeps an id of 19 digits to the last of them, where the platform numbers its orders', async () => {
    const { source, deployment, order, sent } = await soldTwo(bench);
    const renumber = bench.withOrderNumber;
    if (renumber === null) {
      // Declared in the bench: ids are text, which the first row compares letter for letter.
      expect(sent.some(({ body }) => new RegExp(`[:\\s]${order}\\b`).test(body.toString()))).toBe(false);
      return;
    }
    for (const delivery of sent) {
      const renumbered = renumber(delivery, order, '9007199254740993127');
      await deployment.take(source, (await signatureOf(source)?.sign(renumbered)) ?? renumbered);
    }
    await deployment.office.workOff();
    const orders = (await deployment.entries('MUG')).flatMap((entry) => entry.source.order ?? []);
    expect(new Set(orders)).toEqual(new Set(['9007199254740993127']));
  });

  it('names what is missing in a secret, and never what is in it', () => {
    for (const field of Object.keys(bench.secret)) {
      const { [field]: _missing, ...rest } = bench.secret;
      expect(() => bench.parseSecret(JSON.stringify(rest))).toThrow(`${field} is missing`);
    }
    expect(bench.parseSecret(JSON.stringify(bench.secret))).toMatchObject(bench.secret);
    expect(() => bench.parseSecret('shpss_not json')).toThrow(/^(?!.*shpss).*not JSON/);
  });
});

/** The same delivery as somebody would send it who does not have the secret, or who changed a byte of it. */
async function forgeries(source: OpenIntake, delivery: Delivery): Promise<readonly Delivery[]> {
  const { proof } = source;
  if (proof.kind === 'queuePolicy') {
    return [proof.foreign(delivery)];
  }
  const { [proof.header]: _signature, ...unsigned } = delivery.headers;
  const altered = Buffer.from(delivery.body.toString().replace(/\d/, (digit) => String((Number(digit) + 1) % 10)));
  return [
    { headers: unsigned, body: delivery.body },
    { headers: { ...delivery.headers, [proof.header]: 'AAAA' }, body: delivery.body },
    await proof.sign(delivery, { secret: `whsec_${Buffer.from('somebody else’s secret').toString('base64')}` }),
    { headers: delivery.headers, body: Buffer.concat([delivery.body, Buffer.from(' ')]) },
    { headers: delivery.headers, body: altered },
  ];
}
