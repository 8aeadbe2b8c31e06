/** The control routes that only this sandbox has: all that people do in Shopify's admin and at its tills. */
import type { PlatformRoute } from '../../kernel/platform.ts';
import { type AppParts, appRoutes } from './app-routes.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { sender } from './control-route.ts';
import { locationRoutes } from './location-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { stockRoutes } from './stock-routes.ts';
import { transferRoutes } from './transfer-routes.ts';

export function shopControlRoutes(parts: AppParts): PlatformRoute[] {
  const { shop, webhooks } = parts;
  const send = sender(webhooks);
  return [
    ...orderRoutes(shop, send),
    ...stockRoutes(shop, send),
    ...transferRoutes(shop, send),
    ...locationRoutes(shop, send),
    ...catalogueRoutes(shop, send),
    ...appRoutes(parts),
  ];
}
