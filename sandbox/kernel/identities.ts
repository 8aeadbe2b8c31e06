/** Who the sandboxes are: fixed names and credentials of accounts that exist nowhere. */

export const SHOPIFY = {
  shop: 'demo.myshopify.com',
  locationId: 655_441_491,
  /** A second place, where a run has one. */
  storeId: 655_441_492,
  clientId: 'sandbox-client',
} as const;

export const AMAZON = {
  region: 'na',
  sellerId: 'A2SANDBOXSELLER',
  marketplaceId: 'ATVPDKIKX0DER',
  applicationId: 'amzn1.sellerapps.app.5a4db0c5-0000-4000-8000-sandbox00001',
  clientId: 'amzn1.application-oa2-client.sandbox',
  clientSecret: 'amzn1.oa2-cs.v1.sandbox',
  refreshToken: 'Atzr|sandbox',
} as const;

export const SQUARE = {
  merchantId: 'MLSANDBOXMERCHANT',
  locationId: 'LSANDBOXMAIN',
  accessToken: 'EAAAsandbox',
} as const;

export const OWN_SHOP = {
  name: 'Own shop',
  location: 'shop',
  /** What the shop is called with, and what it signs its messages with. */
  callingSecret: `whsec_${Buffer.from('the calls to the sandbox shop').toString('base64')}`,
  signingSecret: `whsec_${Buffer.from('the messages of the sandbox shop').toString('base64')}`,
} as const;

/** Where the sandbox sends what Amazon sends to a partner's event bus: the emulator's default bus. */
export const AMAZON_EVENT_BUS = { name: 'default', source: 'sandbox.amazon' } as const;
