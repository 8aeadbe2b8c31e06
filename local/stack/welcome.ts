/** What a person reads when the local run is ready. */
import type { LocalOutputs } from './outputs.ts';

/** What a person sees when the run is ready: where everything is and a first thing to try. */
export function welcome({ api, page, webhooks, sandbox, aws, ownShop }: LocalOutputs): string {
  const shopLine = ownShop === undefined ? '' : `\n                ${ownShop.url} (own-shop)`;
  return `  Page          ${page.url}   (its token: ${api.token})
  Stock API     ${api.url}
  Webhooks      ${webhooks.shopify}
                ${webhooks.square}
                ${webhooks.pos}
  Sandboxes     ${sandbox.shopify} (shopify)
                ${sandbox.amazon} (amazon)
                ${sandbox.square} (square)${shopLine}
  AWS emulator  ${aws.endpoint}

Buy two units on the Shopify sandbox, then see the ledger and every channel follow:

  curl -s -X POST ${sandbox.shopify}/_sandbox/orders -H 'content-type: application/json' \\
    -d '{"lines":[{"sku":"DEMO-001","quantity":2}]}'
  curl -s ${api.url}/stock/DEMO-001 -H 'authorization: Bearer ${api.token}'

MUG-RED and TEE-BLUE have other SKUs on each channel, doubles and packs: npx stockline map show --local

A flash sale on all three channels at once: npm run demo. Stop with Ctrl-C.
`;
}
