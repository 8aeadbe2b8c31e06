/** The guards of the channel protocol: calls to an own shop, and what it says. */
import type { Guard } from '../../guard.ts';

const CONNECTING = ['test/shared/channels/direct/connecting'] as const;
const CALLS = ['test/shared/channels/direct/client/api'] as const;
const CLIENT = ['test/shared/channels/direct/client/channel-client'] as const;
const TRIAL = ['test/cli/conformance/run-trial'] as const;
const SALE = ['test/cli/conformance/sale-rows'] as const;
const MESSAGES = ['test/shared/channels/direct/intake'] as const;
const MEDUSA = ['test/integrations/medusa/src/protocol'] as const;
const ORDER_STATE = 'integrations/medusa/src/protocol/order-state.ts';

/** What protects the ledger from an own shop, and the shop from others. */
export const DIRECT_GUARDS: readonly Guard[] = [
  {
    guard: 'A shop is called over https only, but on this machine',
    file: 'shared/channel-config.ts',
    search: "url.startsWith('https://') || HERE.test(url)",
    replace: 'true',
    tests: ['test/shared/channel-config'],
  },
  {
    guard: 'A shop that lets everybody in is not connected',
    file: 'shared/channels/direct/connecting/connection.ts',
    search: "if (forged.kind !== 'credentialsGone') {",
    replace: 'if (false) {',
    tests: CONNECTING,
  },
  {
    guard: 'The conformance table tries every call without a signature',
    file: 'cli/conformance/access-rows.ts',
    search: 'of everyCall(trial)) {',
    replace: 'of everyCall(trial).slice(0, 1)) {',
    tests: TRIAL,
  },
  {
    guard: 'The conformance table puts back what it pushed, also where a promise is not kept',
    file: 'cli/conformance/push.ts',
    search: 'await bringTo(trial, before).catch(() => undefined);',
    replace: '',
    tests: TRIAL,
  },
  {
    guard: 'A sale that is reported under two ids is found',
    file: 'cli/conformance/sale-rows.ts',
    search: 'if (twice !== undefined) {',
    replace: 'if (false) {',
    tests: SALE,
  },
  {
    guard: 'A shop that takes quantities in another way than configured is not connected',
    file: 'shared/channels/direct/connecting/connection.ts',
    search: 'if (shop.takes !== takes) {',
    replace: 'if (false) {',
    tests: CONNECTING,
  },
  {
    guard: 'A call is signed with each of two secrets',
    file: 'shared/channels/own-format/sign.ts',
    search: 'secrets.map((secret) =>',
    replace: 'secrets.slice(0, 1).map((secret) =>',
    tests: CALLS,
  },
  {
    guard: 'A 5xx is no refusal, whatever the shop says in it',
    file: 'shared/channels/direct/client/api.ts',
    search: 'status >= 500 || ',
    replace: '',
    tests: CALLS,
  },
  {
    guard: 'A raise is compared with what was read right before it',
    file: 'shared/channels/direct/client/channel-client.ts',
    search: 'intent.delta > 0 ? intent.changeFrom : null',
    replace: 'null',
    tests: CLIENT,
  },
  {
    guard: 'A lowering is compared with nothing: it reaches a shop that has sold meanwhile',
    file: 'shared/channels/direct/client/channel-client.ts',
    search: 'intent.delta > 0 ? intent.changeFrom : null',
    replace: 'intent.changeFrom',
    tests: CLIENT,
  },
  {
    guard: 'The answer of a shop that takes figures only proves nothing',
    file: 'shared/channels/direct/client/channel-client.ts',
    search: "...(pushMode === 'difference' && { nowShows: value.shows })",
    replace: 'nowShows: value.shows',
    tests: CLIENT,
  },
  {
    guard: 'Pages that lead round in a circle end the reading',
    file: 'shared/channels/direct/client/pages.ts',
    search: "if (typeof after === 'string' && asked.has(after)) {",
    replace: 'if (false) {',
    tests: ['test/shared/channels/direct/orders'],
  },
  {
    guard: 'An order of a sender that shows figures has a time as its version',
    file: 'shared/channels/own-format/translate.ts',
    search: 'if (sender.deducts && version < TIMES_FROM) {',
    replace: 'if (false) {',
    tests: MESSAGES,
  },
  {
    guard: 'A shop with several locations says which',
    file: 'shared/channels/direct/intake/translate.ts',
    search: 'words.length === 1 ? words[0] : undefined',
    replace: 'words[0]',
    tests: MESSAGES,
  },
  {
    guard: 'What a shop sells is off its own figure already',
    file: 'shared/channels/own-format/translate.ts',
    search: 'line.deducted ?? ordered - returned',
    replace: 'line.deducted ?? 0',
    tests: MESSAGES,
  },
  {
    guard: 'A Medusa order whose process died before it reserved took nothing off',
    file: ORDER_STATE,
    search: 'Math.min(orderedHere - returned, reservedHere + shipped - returned)',
    replace: 'orderedHere - returned',
    tests: MEDUSA,
  },
  {
    guard: 'A Medusa line that is reserved and shipped at one moment took its units off once',
    file: ORDER_STATE,
    search: 'Math.min(orderedHere - returned, reservedHere + shipped - returned)',
    replace: 'reservedHere + shipped - returned',
    tests: MEDUSA,
  },
  {
    guard: 'What a hold had lowered, a Medusa order did not take off again',
    file: ORDER_STATE,
    search: 'taken - (heldLeft.get(place) ?? 0)',
    replace: 'taken',
    tests: MEDUSA,
  },
  {
    guard: 'A Medusa order is reported on wherever it ever had units',
    file: ORDER_STATE,
    search: 'if (recorded.location !== location && recorded.elsewhere?.includes(location) !== true) {',
    replace: 'if (recorded.location !== location) {',
    tests: MEDUSA,
  },
  {
    guard: 'What is left to ship of a Medusa line is where it is reserved now',
    file: ORDER_STATE,
    search: 'toShipAt(toShip, reserved, recorded.location, location)',
    replace: 'toShipAt(toShip, [], recorded.location, location)',
    tests: MEDUSA,
  },
  {
    guard: 'A Medusa store answers no call that was signed too long ago',
    file: 'integrations/medusa/src/protocol/signature.ts',
    search: 'Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS',
    replace: 'false',
    tests: MEDUSA,
  },
  {
    guard: 'A Medusa store has no operation by the name of what every object has',
    file: 'integrations/medusa/src/protocol/calls.ts',
    search: 'Object.hasOwn(READERS, operation) ? READERS[operation] : undefined',
    replace: 'READERS[operation]',
    tests: MEDUSA,
  },
];
