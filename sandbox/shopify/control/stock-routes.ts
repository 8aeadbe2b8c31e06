/** Control of the stock at each location. What each does has its source in stock-actions.ts. */
import * as v from 'valibot';
import { refusal } from '../../kernel/control-answers.ts';
import type { PlatformRoute, SandboxRequest } from '../../kernel/platform.ts';
import { type Level, quantityOf } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { atLocation, locationId, nothing, route, type Sender, units } from './control-route.ts';
import { setAvailable, takeOffSale } from './stock-actions.ts';

const figure = v.optional(units(0));
const states = v.strictObject({
  damaged: figure,
  qualityControl: figure,
  safetyStock: figure,
  reserved: figure,
  location: v.optional(locationId),
});
const count = v.strictObject({ available: v.pipe(v.number(), v.safeInteger()) });

export function stockRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const named = ({ params }: SandboxRequest) => params['sku'] ?? '';
  const ofLevel = ({ level }: { level: Level }) => figuresOf(level);
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
