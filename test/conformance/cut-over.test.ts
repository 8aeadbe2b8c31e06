import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { applyImport, awaitLedger, catchUp, type ImportPorts } from '../../shared/usecases/importing/apply-import.ts';
import { planImport } from '../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../shared/usecases/importing/stock-source.ts';
import { MAIN } from '../fakes/facts.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import type { Delivery, OpenChannel } from './benches/bench.ts';
import { Deployment } from './deployment.ts';
import { SHOWN, SKUS, Street } from './street.ts';

// Real servers of three platforms: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(120_000);

const SHOPIFY_ID = parseChannelId('shopify');
const closing: OpenChannel[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((channel) => channel.close()));
});

describe('a cut-over of running sandboxes', () => {
  it.each([1, 2, 4])('moves every unit once while they sell (seed %i)', async (seed) => {
    const street = new Street(seed);
    const channels = await street.open();
    closing.push(...channels);
    const { clock } = street;
    const deployment = new Deployment(channels, clock);
    const { table, journal } = deployment.office;
    let underway: { readonly channel: OpenChannel; readonly delivery: Delivery }[] = [];
    const take = async (isDue: () => boolean) => {
      for (const channel of channels) {
        underway.push(...(await deployment.untaken(channel)).map((delivery) => ({ channel, delivery })));
      }
      const due = underway.filter(isDue);
      underway = underway.filter((each) => !due.includes(each));
      for (const { channel, delivery } of due) {
        await deployment.take(channel, delivery);
      }
    };
    const takeSome = () => take(() => street.draw(4) > 0);
    let waits = 0;
    let sent = 0;
    const queue = deployment.office.observationQueue();
    const ports: ImportPorts = {
      registry: table.registry(),
      listings: table.checkStore(),
      ledger: table.ledgerStore(),
      reader: table.reader(),
      sweeps: memorySweepMarks(),
      parking: table.parkingLot(),
      notes: table.listingNotes(),
      checks: { schedule: async () => undefined },
      batchId: 'import:2026-11-24T12:00:00.000Z',
      locations: [MAIN],
      clock: clock.now,
      progress: () => undefined,
      observations: {
        replay: queue.replay,
        async send(observations) {
          sent += 1;
          if (sent === 1) {
            // Between the last read and the cut-over: sales whose messages find no SKU.
            await street.happen(4);
            await takeSome();
            await deployment.office.workOff();
          }
          await queue.send(observations);
          await takeSome();
        },
      },
      async wait(milliseconds) {
        waits += 1;
        await street.happen(waits < 3 ? 1 : 0);
        clock.pass(milliseconds);
        await deployment.office.workOff();
      },
    };
    await street.happen(12);
    await takeSome();
    await deployment.office.workOff();
    const [readings] = await Promise.all([
      readChannels(
        ports,
        channels.map(({ client, orderFeed }) => ({ client, orderFeed })),
      ),
      street.happen(6),
    ]);
    const plan = await planImport({ ...ports, reader: table.reader() }, readings, stockFromChannel(SHOPIFY_ID));
    await street.happen(3);
    const read = await applyImport(ports, plan);
    expect(await awaitLedger(ports, plan)).toEqual([]);
    await street.happen(3);
    await catchUp(ports, plan, read);
    await street.happen(12);
    clock.pass(60_000);
    await take(() => true);
    await deployment.runUntilIdle();

    for (const sku of SKUS) {
      const stock = (await table.reader().skuState(sku))?.stock[MAIN];
      const cutOver = Date.parse((await table.reader().entry(sku, 1))?.occurredAt ?? '');
      expect([sku, stock]).toEqual([
        sku,
        {
          onHand: SHOWN + (await street.crossedAtShopify(sku)) + street.crossedElsewhereSince(sku, cutOver),
          committed: await street.openUnits(sku),
          held: 0,
          unavailable: 0,
        },
      ]);
      const available = Math.max(0, (await deployment.available(sku)) ?? 0);
      const shown = await Promise.all(channels.map(({ sandbox }) => control(sandbox).stock(sku)));
      expect([sku, ...shown]).toEqual([sku, ...channels.map(() => available)]);
    }
    // A figure that was wrong at the cut-over would have been found, and set right, by the checks.
    expect(journal.counts.get('Drift')).toBeUndefined();
    expect(await deployment.parked()).toEqual([]);
  });
});
