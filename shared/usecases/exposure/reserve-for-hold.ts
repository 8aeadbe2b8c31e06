// Under escrow: recalls units from listings after a hold was refused, so that the checkout gets them when it asks again.
import { withToNotify } from '../../domain/exposure/exposure.ts';
import { reserveAfterRefusal } from '../../domain/exposure/hold-reserve.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { channelsDue } from '../../domain/pushing/channels-due.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { notifyPending } from './notify-channels.ts';
import type { SharePorts } from './rebalance-shares.ts';

/** A hold that was refused: so many units were asked for, and so many of them lacked. */
export type RefusedHold = { readonly sku: Sku; readonly asked: number; readonly lacking: number };

const ATTEMPTS = 6;
const CAUSE = 'a checkout that asked for units to hold';

/**
 * Keeps units out of the shares for the next hold, and notifies the channels that must show less for it. They are free once
 * a channel is proven to show them no longer: within a second or two where it answers what it shows, after two settle times
 * on a channel that only accepts figures. Does nothing without escrow, nor for more units than there are.
 */
export async function reserveForHold(ports: SharePorts, { sku, asked, lacking }: RefusedHold): Promise<void> {
  const { store, clock, pause, rules, settleMs, journal } = ports;
  const givenUp = (attempts: number) => `SKU ${sku}: ${attempts} writes of its shares in a row met another writer.`;
  await retryConflict<undefined>({ attempts: ATTEMPTS, pause, givenUp }, async () => {
    const read = await store.read(sku);
    if (read?.exposure?.shares === undefined || available(totalStock(read.stock)) < asked) {
      return undefined;
    }
    const before = read.exposure;
    const reserve = reserveAfterRefusal(before.reserve, { asked, lacking }, clock());
    const { exposure, demand } = reviseExposure({ ...before, reserve }, read, clock(), {
      release: 'keep',
      settleMs,
    });
    const due = channelsDue(read, { ...read, exposure }, rules);
    const reserved = withToNotify({ ...exposure, revision: before.revision + 1 }, due);
    if ((await store.writeKeeping(read, { exposure: reserved, demand })) === 'conflict') {
      return 'conflict';
    }
    journal.info(`${sku}: ${reserve.units} units are kept for holds, after one of ${asked} was refused`, {
      step: 'reserved',
      sku,
      reserve: reserve.units,
      asked,
      lacking,
    });
    await notifyPending(ports, read, reserved, CAUSE);
    return undefined;
  });
}

/**
 * Notifies the channels that were not notified yet of what is kept for holds: the function that refused the hold may have crashed
 * between the write and its event, and the checkout may not ask again. Does nothing where none is left to notify.
 */
export async function notifyReserved(ports: SharePorts, sku: Sku): Promise<void> {
  const read = await ports.store.read(sku);
  if (read?.exposure !== undefined) {
    await notifyPending(ports, read, read.exposure, CAUSE);
  }
}
