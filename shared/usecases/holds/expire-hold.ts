/** Ends a hold whose time is over, when its timer fires. */

import type { HoldTimer } from '../../ports/holds/holds.ts';
import { notifyReserved } from '../exposure/reserve-for-hold.ts';
import { postTogether } from '../posting/post-together.ts';
import { endObservation } from './end-hold.ts';
import { type HeldLine, type HoldPorts, heldLines, WRITE_TIMEOUT_SECONDS } from './hold-ports.ts';

/** When we read again while a hold may still be on its way into the ledger. */
const READ_AGAIN_AFTER_SECONDS = 5;

/** How often it is looked whether the order of a captured cart was posted. A queue waits no longer (see `HoldExpiryQueue`). */
const LOOK_AGAIN_AFTER_SECONDS = 900;
/** An order that is reported later than this after its cart's time was over leaves its rest to an operator. */
const ORDER_LATE_SECONDS = 30 * 86_400;

/**
 * Expires the hold if its time is over, otherwise schedules its timer again. A hold that has ended moves nothing. Of one that was
 * refused, the channels hear what was kept for the next one, if they did not.
 */
export async function expireHold(ports: HoldPorts, timer: HoldTimer): Promise<void> {
  const { id } = timer;
  const skus = await ports.holds.skusOf(id);
  const now = ports.clock().getTime();
  if (skus === undefined) {
    // The timer is scheduled before the hold is written: either it is being written now, or it was refused.
    if (now - Date.parse(timer.askedAt) < WRITE_TIMEOUT_SECONDS * 1000) {
      await ports.expiry.schedule(timer, READ_AGAIN_AFTER_SECONDS);
      return;
    }
    await afterRefusal(ports, timer);
    return;
  }
  const lines = await heldLines(ports, id, skus);
  const open = lines.filter(({ hold }) => hold.status === 'open');
  const secondsLeft = Math.max(0, ...open.map(({ hold }) => (Date.parse(hold.expiresAt) - now) / 1000));
  if (secondsLeft > 0) {
    await ports.expiry.schedule(timer, Math.ceil(secondsLeft));
    return;
  }
  const secondsLate = Math.min(...lines.map(({ hold }) => (now - Date.parse(hold.expiresAt)) / 1000));
  const isWaiting = waitsForOrder(lines);
  if (!isWaiting || secondsLate < LOOK_AGAIN_AFTER_SECONDS) {
    await endLines(ports, id, lines);
  }
  if (isWaiting && secondsLate < ORDER_LATE_SECONDS) {
    await ports.expiry.schedule(timer, LOOK_AGAIN_AFTER_SECONDS);
  }
}

/** A captured cart whose order was not posted yet: what that order will leave of it must be cancelled, however late it is. */
function waitsForOrder(lines: readonly HeldLine[]): boolean {
  return lines.length > 1 && lines.every(({ hold }) => hold.status === 'captured');
}

/** A refused hold may have had units kept for the next one, without an event after the write. */
async function afterRefusal({ shares }: HoldPorts, { sku }: HoldTimer): Promise<void> {
  if (shares !== undefined) {
    await notifyReserved(shares, sku);
  }
}

/**
 * Open lines expire. What an order left of a cart is cancelled: the order took over its other lines, so these are not part
 * of it. A line that has ended is ended so again, because its event may have been lost after the commit.
 */
async function endLines(ports: HoldPorts, id: string, lines: readonly HeldLine[]): Promise<void> {
  const isTakenOver = lines.some(({ hold }) => hold.status === 'takenOver');
  const ends = lines.flatMap(({ sku, hold: { status } }) => {
    if (status === 'takenOver') {
      return [];
    }
    const isLeft = status === 'captured' && isTakenOver;
    return [endObservation(ports, sku, id, { end: status === 'open' ? 'expired' : isLeft ? 'cancelled' : status })];
  });
  const posted = await postTogether(ports, ends);
  if (posted.kind !== 'decided') {
    throw new Error(`Hold ${id} met other writers each time: its timer comes back.`);
  }
}
