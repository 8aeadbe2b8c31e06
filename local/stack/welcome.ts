/** What a person reads when the local run is ready. */
import type { LocalOutputs } from './outputs.ts';

/** What a person sees when the run is ready: where everything is and a first thing to try. */
export function welcome({ api, webhooks, sandbox, aws }: LocalOutputs): string {
  return `  Stock API     ${api.url}
  Webhooks      ${webhooks.shopify}
                ${webhooks.square}
                ${webhooks.pos}
  Sandboxes     ${sandbox.shopify} (shopify)
                ${sandbox.amazon} (amazon)
                ${sandbox.square} (square)
  AWS emulator  ${aws.endpoint}

Buy two units on the Shopify sandbox, then see the ledger and every channel follow:

  curl -s -X POST ${sandbox.shopify}/_sandbox/orders -H 'content-type: application/json' \\
    -d '{"lines":[{"sku":"DEMO-001","quantity":2}]}'
  curl -s ${api.url}/stock/DEMO-001 -H 'authorization: Bearer ${api.token}'

A flash sale on all three channels at once: npm run demo. Stop with Ctrl-C.
`;
}
