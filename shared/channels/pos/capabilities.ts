/**
 * A POS, 3PL or ERP tells us what moved and shows nothing that we push to; it is asked for nothing, so it has no rate
 * limit. Our own message format (contract, `POST /webhooks/pos`).
 */
export const POS_CAPABILITIES = { inbound: true, outbound: false } as const;
