/** The `/_sandbox` routes that every sandbox has. */
import * as v from 'valibot';
import type { CallLog } from './call-log.ts';
import { answerFor, refusal, controlRoute as route, withBody } from './control-answers.ts';
import { type FaultDice, parseFaults } from './faults.ts';
import type { Notifier } from './notifications.ts';
import {
  type ActionOutcome,
  jsonBody,
  type PlatformActions,
  type PlatformRoute,
  type SandboxAnswer,
  type SandboxRequest,
} from './platform.ts';

const sku = v.pipe(v.string(), v.minLength(1));
const units = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const soldLines = v.pipe(v.array(v.strictObject({ sku, quantity: units(1) })), v.minLength(1));
const editedLines = v.pipe(
  v.array(v.strictObject({ sku, quantity: units(0) })),
  v.minLength(1),
  v.check((lines) => new Set(lines.map((line) => line.sku)).size === lines.length, 'a SKU is named twice'),
);

const stockBody = v.strictObject({ available: v.pipe(v.number(), v.safeInteger()) });
const orderBody = v.strictObject({ lines: soldLines });
const cancelBody = v.strictObject({ restock: v.boolean() });
const refundBody = v.strictObject({ lines: soldLines, restock: v.boolean() });
const editBody = v.strictObject({ lines: editedLines });

export type ControlParts = { actions: PlatformActions; dice: FaultDice; calls: CallLog; notifier: Notifier };

/** What a customer or the merchant does on this channel, and what goes wrong. */
export function controlRoutes({ actions, dice, calls, notifier }: ControlParts): PlatformRoute[] {
  return [
    route('GET', '/stock/{sku}', async ({ params }) =>
      answerFor(await actions.readStock(params['sku'] ?? ''), 200, (available) => ({ available })),
    ),
    route('PUT', '/stock/{sku}', (request) =>
      withBody(request, stockBody, async ({ available }) =>
        answerFor(await actions.setStock(request.params['sku'] ?? '', available), 200, () => ({ available })),
      ),
    ),
    route('POST', '/orders', (request) =>
      withBody(request, orderBody, async ({ lines }) =>
        answerFor(await actions.placeOrder(lines), 201, (id) => ({ id })),
      ),
    ),
    route('POST', '/orders/{id}/cancel', (request) =>
      withBody(request, cancelBody, ({ restock }) => onOrder(request, (id) => actions.cancel(id, restock))),
    ),
    route('POST', '/orders/{id}/fulfil', (request) => onOrder(request, (id) => actions.fulfil(id))),
    route('POST', '/orders/{id}/refund', (request) =>
      withBody(request, refundBody, ({ lines, restock }) =>
        onOrder(request, (id) => actions.refund(id, lines, restock)),
      ),
    ),
    route('POST', '/orders/{id}/edit', (request) =>
      withBody(request, editBody, ({ lines }) => onOrder(request, (id) => actions.edit(id, lines))),
    ),
    route('GET', '/faults', () => ({ status: 200, body: dice.current() })),
    route('PUT', '/faults', (request) => setFaults(request, dice)),
    route('DELETE', '/faults', () => endFaults(dice)),
    route('GET', '/calls', ({ query }) => ({
      status: 200,
      body: calls.read(query.get('sku'), { withReads: query.get('reads') === 'true' }),
    })),
    route('GET', '/notifications', () => ({ status: 200, body: notifier.counts() })),
  ];
}

async function onOrder(
  { params }: SandboxRequest,
  act: (id: string) => ActionOutcome | Promise<ActionOutcome>,
): Promise<SandboxAnswer> {
  const id = params['id'] ?? '';
  return answerFor(await act(id), 200, () => ({ id }));
}

function setFaults(request: SandboxRequest, dice: FaultDice): SandboxAnswer {
  const json = jsonBody(request);
  if (!json.ok) return refusal(400, 'invalid', json.reason);
  const parsed = parseFaults(json.value);
  if (!parsed.ok) return refusal(400, 'invalid', parsed.reason);
  dice.set(parsed.faults);
  return { status: 200, body: parsed.faults };
}

function endFaults(dice: FaultDice): SandboxAnswer {
  const none = parseFaults({});
  if (none.ok) dice.set(none.faults);
  return { status: 200, body: dice.current() };
}
