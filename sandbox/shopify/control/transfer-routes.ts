/**
 * Control of transfers between locations, and of deliveries by a supplier. What each does has its source in
 * transfer-actions.ts.
 */
import * as v from 'valibot';
import { refusal } from '../../kernel/control-answers.ts';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../../kernel/platform.ts';
import { shipmentStatus, type Transfer } from '../inventory/transfer.ts';
import type { Shop } from '../shop.ts';
import { atLocation, locationId, nothing, route, type Sender, sku, skuLines, units } from './control-route.ts';
import { openTransfer, receiveTransfer, shipTransfer } from './transfer-actions.ts';

/** Without `from`, a supplier sends the units. */
const opening = v.strictObject({ lines: skuLines, from: v.optional(locationId), to: locationId });
const figure = v.optional(units(0));
/** Without `lines`, all that is under way is accepted. */
const receiving = v.strictObject({
  lines: v.optional(v.array(v.strictObject({ sku, accepted: figure, rejected: figure }))),
});

export function transferRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const onTransfer = ({ params }: SandboxRequest, act: (found: Transfer) => SandboxAnswer) => {
    const found = shop.transfers.get(params['id'] ?? '');
    return found ? act(found) : refusal(404, 'unknown', `The shop has no transfer ${params['id']}.`);
  };
  const ofTransfer = ({ transfer }: { transfer: Transfer }) => ({ id: transfer.id, state: stateOf(transfer) });
  return [
    route('POST', '/transfers', opening, (_, { lines, from, to }) =>
      atLocation(shop, to, (destination) =>
        from === undefined
          ? send(openTransfer(shop, lines, undefined, destination), 201, ofTransfer)
          : atLocation(shop, from, (origin) => send(openTransfer(shop, lines, origin, destination), 201, ofTransfer)),
      ),
    ),
    route('POST', '/transfers/{id}/ship', nothing, (request) =>
      onTransfer(request, (found) => send(shipTransfer(shop, found), 200, ofTransfer)),
    ),
    route('POST', '/transfers/{id}/receive', receiving, (request, { lines }) =>
      onTransfer(request, (found) => send(receiveTransfer(shop, found, lines), 200, ofTransfer)),
    ),
  ];
}

const STATES = { DRAFT: 'ready', IN_TRANSIT: 'shipped', PARTIALLY_RECEIVED: 'partiallyReceived', RECEIVED: 'received' };

function stateOf(transfer: Transfer): string {
  return STATES[shipmentStatus(transfer)];
}
