/** Control of the app itself: uninstalled, installed again, given other scopes, refused. */
import * as v from 'valibot';
import type { PlatformRoute } from '../../kernel/platform.ts';
import type { Access } from '../admin-api/access.ts';
import type { MutationRules } from '../admin-api/mutation-root.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { nothing, route, units } from './control-route.ts';

const settings = v.strictObject({
  scopes: v.optional(v.array(v.string())),
  isApprovedForOrders: v.optional(v.boolean()),
  webhookApiVersion: v.optional(v.pipe(v.string(), v.regex(/^\d{4}-\d\d$/, 'a version is as 2026-10'))),
});

const refusals = v.strictObject({
  code: v.nullable(v.string()),
  message: v.optional(v.string(), "The quantities couldn't be adjusted. Try again."),
  times: v.optional(units(1), 1),
});

export type AppParts = { shop: Shop; webhooks: Webhooks; access: Access; rules: MutationRules };

export function appRoutes({ shop, webhooks, access, rules }: AppParts): PlatformRoute[] {
  return [
    route('POST', '/uninstall', nothing, () => {
      access.revoke();
      webhooks.announce([{ topic: 'app/uninstalled' }]);
      webhooks.end();
      return { status: 200, body: { shop: shop.domain } };
    }),
    // The merchant installs the app again: tokens are granted, and the webhooks of its configuration are back; those that
    // it made through the API are not: uninstalling "includes deleting any registered webhooks"
    // (https://shopify.dev/docs/apps/build/authentication-authorization/app-installation/uninstall-app-api-request, 2026).
    route('POST', '/reinstall', nothing, () => {
      access.restore();
      webhooks.begin();
      return { status: 200, body: { shop: shop.domain } };
    }),
    route('PUT', '/app', settings, (_, { scopes, isApprovedForOrders, webhookApiVersion }) => {
      const { app } = shop;
      app.scopes = scopes ?? app.scopes;
      app.isApprovedForOrders = isApprovedForOrders ?? app.isApprovedForOrders;
      app.webhookApiVersion = webhookApiVersion ?? app.webhookApiVersion;
      return { status: 200, body: app };
    }),
    // The next inventory mutations are refused as a whole, with a code of the schema or with none.
    route('POST', '/refusals', refusals, (_, { code, message, times }) => {
      for (let time = 0; time < times; time += 1) rules.refusals.push({ field: null, code, message });
      return { status: 200, body: { waiting: rules.refusals.length } };
    }),
  ];
}
