/** The guards of what platforms answer: refusals, and credentials that are gone. */
import type { Guard } from '../guard.ts';

const UNINSTALLED = 'shared/usecases/intake/pause-uninstalled.ts';
const READ_AGAIN = 'shared/usecases/intake/read-again.ts';
const SHOPIFY_ANSWERS = {
  file: 'shared/channels/shopify/client/answers.ts',
  tests: ['test/shared/channels/shopify/client'],
} as const;

/** What a channel answers, and what that says of our credentials. */
export const ANSWER_GUARDS: readonly Guard[] = [
  {
    guard: 'An uninstalled app is believed only once the channel refuses a call',
    file: UNINSTALLED,
    search: '    await client.proveAccess?.();\n    return client.proveAccess === undefined',
    replace: '    return client.proveAccess !== null',
    tests: ['test/shared/usecases/intake/pause-uninstalled'],
  },
  {
    guard: 'A reading without credentials pauses the channel',
    file: READ_AGAIN,
    search: '  const outcome = await pauseWithoutCredentials(ports, channel, error.message);',
    replace: "  const outcome = 'paused';",
    tests: ['test/shared/usecases/intake/read-orders', 'test/shared/usecases/intake/read-changes'],
  },
  {
    guard: 'Shopify: a shop that was renamed is credentials that are gone, with its new name',
    file: 'shared/channels/shopify/client/api.ts',
    search: 'redirectMeaning(shop, code, locationIn(headers)) ?? ',
    replace: '',
    tests: SHOPIFY_ANSWERS.tests,
  },
  {
    guard: 'Shopify: a redirect away from Shopify says nothing for good',
    file: SHOPIFY_ANSWERS.file,
    search: 'host === shop || !SHOP_HOST.test(host)',
    replace: 'host === shop',
    tests: SHOPIFY_ANSWERS.tests,
  },
  {
    guard: 'Shopify: a token that is not granted is credentials that are gone, and no answer that may change',
    file: SHOPIFY_ANSWERS.file,
    search: "  { call: 'token', status: 400, means: 'credentialsGone', because: 'No access token is granted.' },\n",
    replace: '',
    tests: SHOPIFY_ANSWERS.tests,
  },
  {
    guard: 'Shopify: an app without the scope is no refusal of a listing',
    file: SHOPIFY_ANSWERS.file,
    search: "  ['ACCESS_DENIED', 'newToken'],\n",
    replace: '',
    tests: SHOPIFY_ANSWERS.tests,
  },
  {
    guard: 'Shopify: a refused token is renewed once before the credentials are gone',
    file: 'shared/channels/shopify/client/api.ts',
    search: 'return isRenewable && !isTokenNew',
    replace: 'return isRenewable && isTokenNew',
    tests: SHOPIFY_ANSWERS.tests,
  },
  {
    guard: 'Shopify: an app without access to protected customer data is not connected',
    file: 'shared/channels/shopify/connecting/access.ts',
    search: 'return missing.length > 0 ? missing : await copiedOrders(channel, api);',
    replace: 'return await copiedOrders(channel, api);',
    tests: ['test/shared/channels/shopify/connecting'],
  },
  {
    guard: 'Shopify: a webhook that is registered already does not end connecting',
    file: 'shared/channels/shopify/connecting/connection.ts',
    search: 'document !== CREATE_SUBSCRIPTION || !ALREADY_THERE.test(message)',
    replace: 'message.length >= 0',
    tests: ['test/shared/channels/shopify/connecting'],
  },
  {
    guard: 'Square: a token without a permission is not connected',
    file: 'shared/channels/square/connecting/access.ts',
    search: 'missing: [...missing, ...(await missingPermissions(channel, api))],',
    replace: 'missing,',
    tests: ['test/shared/channels/square/connecting'],
  },
  {
    guard: 'Amazon: a destination that is there already is used',
    file: 'shared/channels/amazon/connecting/connection.ts',
    search: "made.kind === 'refused' && made.status === 409",
    replace: 'false',
    tests: ['test/shared/channels/amazon/connecting'],
  },
  {
    guard: 'Amazon: a marketplace on which nothing is listed is not named',
    file: 'shared/channels/amazon/connecting/participations.ts',
    search: 'return !domainName || /^www\\./i.test(domainName);',
    replace: 'return domainName !== null;',
    tests: ['test/shared/channels/amazon/connecting'],
  },
  {
    guard: 'Amazon: a token of the application is renewed by one of its own',
    file: 'shared/channels/amazon/client/api.ts',
    search: 'await partner.refreshAccessToken(tokenScopeOf(call));',
    replace: 'await partner.refreshAccessToken();',
    tests: ['test/shared/channels/amazon/connecting'],
  },
  {
    guard: 'Shopify: webhooks of another API version are named',
    file: 'shared/channels/shopify/connecting/access.ts',
    search: '        ...(await otherVersions(api)),\n',
    replace: '',
    tests: ['test/shared/channels/shopify/connecting'],
  },
  {
    guard: 'Shopify: a preview event is ignored, not malformed',
    file: 'shared/channels/shopify/intake/partner-event.ts',
    search: "if (readJson(body, previewEvent).kind === 'read') {",
    replace: 'if (Date.now() < 0) {',
    tests: ['test/shared/channels/shopify/intake/partner-event'],
  },
  {
    guard: 'Shopify: an order of an ignored source commits nothing',
    file: 'shared/channels/shopify/intake/order-lines.ts',
    search: "if (typeof sku === 'string' && source !== undefined) {",
    replace: "if (typeof sku === 'string' && source === '') {",
    tests: ['test/shared/channels/shopify/intake/order-source'],
  },
  {
    guard: 'An order that is left out parks nothing',
    file: 'shared/domain/posting/decide.ts',
    search: ' && !hasNothing(observation)) {',
    replace: ') {',
    tests: ['test/shared/channels/shopify/intake/order-source'],
  },
  {
    guard: 'What a channel refused is tried again by itself',
    file: 'shared/usecases/pushing/end-push.ts',
    search: 'if (retryAt !== undefined && retryAt !== listing.retryAt) {',
    replace: 'if (retryAt !== undefined && false) {',
    tests: ['test/shared/usecases/pushing/retry-refused'],
  },
  {
    guard: 'A refused lowering to zero is tried every quarter of an hour',
    file: 'shared/domain/pushing/refusal.ts',
    search: 'isLoweringToZero ? RETRY_MS_AT_ZERO : RETRY_MS',
    replace: 'RETRY_MS',
    tests: ['test/shared/usecases/pushing/retry-refused'],
  },
  {
    guard: 'A listing has one retry ahead',
    file: 'shared/domain/pushing/refusal.ts',
    search: 'retryAt < at ? retryAt : at',
    replace: 'retryAt < at ? at : at',
    tests: ['test/shared/usecases/pushing/retry-refused'],
  },
  {
    guard: 'A retry that another has replaced pushes nothing',
    file: 'shared/usecases/pushing/retry-refused.ts',
    search: 'if (listing?.retryAt !== at) {',
    replace: 'if (listing === undefined) {',
    tests: ['test/shared/usecases/pushing/retry-refused'],
  },
  {
    guard: 'Amazon: a listing that came to be kept by supply source is not pushed to',
    file: 'shared/channels/amazon/client/channel-client.ts',
    search: 'const isOdd = listing.problem !== undefined;',
    replace: 'const isOdd = false;',
    tests: ['test/shared/channels/amazon/client/channel-client'],
  },
];
