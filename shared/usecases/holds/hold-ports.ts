/** What the use cases of holds need from outside, and how they see a hold. */

import type { ChannelId, LocationId, Sku } from '../../domain/identifiers.ts';
import type { Decided } from '../../domain/posting/decision.ts';
import { type Hold, type HoldStatus, holdKey, isInEffect, statusAt } from '../../domain/stock/hold.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { HoldExpiryQueue, HoldRegistry } from '../../ports/holds/holds.ts';
import type { SharePorts } from '../exposure/rebalance-shares.ts';
import type { PostingPorts } from '../posting/posting-ports.ts';

/** How long after the request a hold may still be on its way into the ledger. */
export const WRITE_TIMEOUT_SECONDS = 60;

export type HoldPorts = PostingPorts & {
  readonly holds: HoldRegistry;
  readonly expiry: HoldExpiryQueue;
  /** The channel under which the ledger records holds. */
  readonly channel: ChannelId;
  /** Under escrow a refused hold recalls units from listings; absent: they stay where they are. */
  readonly shares?: SharePorts;
};

/** The units of one SKU in a hold, as its ledger has them. */
export type HeldLine = { readonly sku: Sku; readonly hold: Hold };

/** A hold as a caller sees it: one line for each of its SKUs. */
export type HoldView = {
  readonly id: string;
  /** The status of the lines that still have units; of all lines if none has. */
  readonly status: HoldStatus;
  readonly expiresAt: string;
  readonly order?: string;
  readonly lines: readonly {
    readonly sku: Sku;
    readonly quantity: number;
    readonly location: LocationId;
    readonly status: HoldStatus;
  }[];
};

/** The lines of a hold. Rejects when a SKU's ledger does not have what the registry says. */
export async function heldLines(
  { ledger }: Pick<HoldPorts, 'ledger'>,
  id: string,
  skus: readonly Sku[],
): Promise<readonly HeldLine[]> {
  return Promise.all(
    skus.map(async (sku) => {
      const hold = (await ledger.load(sku, [holdKey(id)])).seen.get(holdKey(id))?.hold;
      if (hold === undefined) {
        throw new Error(`SKU ${sku}: hold ${id} is gone from the ledger. Run \`${OPERATOR_COMMANDS.verify(sku)}\`.`);
      }
      return { sku, hold };
    }),
  );
}

/** The lines of a hold as a posting left them; the ledger of each SKU was loaded with the hold. */
export function linesAfter(id: string, decided: readonly Decided[]): readonly HeldLine[] {
  return decided.flatMap(({ after }) => {
    const hold = after.seen.get(holdKey(id))?.hold;
    return hold === undefined ? [] : [{ sku: after.sku, hold }];
  });
}

/** The hold as it is now; undefined where there is no such hold. */
export async function readHold(ports: HoldPorts, id: string): Promise<HoldView | undefined> {
  const skus = await ports.holds.skusOf(id);
  return skus === undefined ? undefined : viewOf(id, await heldLines(ports, id, skus), ports.clock().toISOString());
}

/** The lines of one hold as a caller sees them at this time. There is at least one. */
export function viewOf(id: string, lines: readonly HeldLine[], now: string): HoldView {
  const shown = lines.find(({ hold }) => isInEffect(hold)) ?? lines[0];
  if (shown === undefined) {
    throw new Error(`Hold ${id} has no lines.`);
  }
  const { expiresAt, order } = shown.hold;
  return {
    id,
    status: statusAt(shown.hold, now),
    expiresAt,
    ...(order !== undefined && { order }),
    lines: lines.map(({ sku, hold }) => ({
      sku,
      quantity: hold.quantity,
      location: hold.location,
      status: statusAt(hold, now),
    })),
  };
}
