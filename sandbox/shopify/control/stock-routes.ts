/** Control of the stock at each location. */
import * as v from 'valibot';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../../kernel/platform.ts';
import { type Level, quantityOf } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { atLocation, locationId, nothing, refusal, route, type Sender, skuLines, units } from './control-route.ts';
import {
  openTransfer,
  receiveTransfer,
  setAvailable,
  shipTransfer,
  type Transfer,
  takeOffSale,
} from './stock-actions.ts';

const figure = v.optional(units(0));
const states = v.strictObject({
  damaged: figure,
  qualityControl: figure,
  safetyStock: figure,
  reserved: figure,
  location: v.optional(locationId),
});
const count = v.strictObject({ available: v.pipe(v.number(), v.safeInteger()) });
const transfer = v.strictObject({ lines: skuLines, from: locationId, to: locationId });

export function stockRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const transfers = new Map<string, Transfer>();
  const named = ({ params }: SandboxRequest) => params['sku'] ?? '';
  const ofLevel = ({ level }: { level: Level }) => figuresOf(level);
  const onTransfer = ({ params }: SandboxRequest, act: (found: Transfer) => SandboxAnswer) => {
    const found = transfers.get(params['id'] ?? '');
    return found ? act(found) : refusal(404, 'unknown', `The shop has no transfer ${params['id']}.`);
  };
  const ofTransfer = ({ transfer: { id, state } }: { transfer: Transfer }) => ({ id, state });
  return [
    route('GET', '/stock/{sku}/locations', nothing, (request) => {
      const item = shop.stock.itemOfSku(named(request));
      if (!item) return refusal(404, 'unknown', `The shop has no SKU ${named(request)}.`);
      return { status: 200, body: shop.stock.levelsOf(item).map(figuresOf) };
    }),
    route('PUT', '/stock/{sku}/locations/{location}', count, (request, { available }) =>
      atLocation(shop, request.params['location'], (place) =>
        send(setAvailable(shop, named(request), place, available), 200, ofLevel),
      ),
    ),
    route('POST', '/stock/{sku}/states', states, (request, body) =>
      atLocation(shop, body.location, (place) => {
        const { damaged, qualityControl, safetyStock, reserved } = body;
        const wanted = { damaged, quality_control: qualityControl, safety_stock: safetyStock, reserved };
        return send(takeOffSale(shop, named(request), place, wanted), 200, ofLevel);
      }),
    ),
    route('POST', '/transfers', transfer, (_, { lines, from, to }) =>
      atLocation(shop, from, (origin) =>
        atLocation(shop, to, (destination) =>
          send(openTransfer(shop, lines, origin, destination), 201, (opened) => {
            transfers.set(opened.transfer.id, opened.transfer);
            return ofTransfer(opened);
          }),
        ),
      ),
    ),
    route('POST', '/transfers/{id}/ship', nothing, (request) =>
      onTransfer(request, (found) => send(shipTransfer(shop, found), 200, ofTransfer)),
    ),
    route('POST', '/transfers/{id}/receive', nothing, (request) =>
      onTransfer(request, (found) => send(receiveTransfer(shop, found), 200, ofTransfer)),
    ),
  ];
}

function figuresOf(level: Level) {
  const { quality_control: qualityControl, safety_stock: safetyStock, ...others } = level.quantities;
  return {
    location: level.location.id,
    name: level.location.name,
    onHand: quantityOf(level, 'on_hand'),
    ...others,
    qualityControl,
    safetyStock,
  };
}
