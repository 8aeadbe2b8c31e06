/**
 * The files of docs/schemas, made of what the code parses with: JSON Schemas of the bus's events, of the tills' messages and of
 * alerts,
 * and the API's description.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { openApiDocument } from '../../functions/wiring/api/openapi/document.ts';
import { oversoldEvent, stockAlertEvent, stockChangedEvent } from '../../shared/aws/shapes/messages.ts';
import type { MessageType } from '../../shared/channels/own-format/message-type.ts';
import {
  adjustedMessage,
  countedMessage,
  movedMessage,
  orderMessage,
  soldMessage,
  transferredMessage,
} from '../../shared/channels/own-format/messages.ts';
import type { StockAlert } from '../../shared/ports/posting/posting.ts';

type EventType = 'StockChanged' | 'Oversold' | StockAlert['kind'];
type Described = { readonly version: number; readonly fields: v.GenericSchema };

/** By detail-type: the shape with which its detail is written and read. */
const EVENTS = {
  StockChanged: stockChangedEvent,
  Oversold: oversoldEvent,
  'stock.low': stockAlertEvent,
  'stock.out': stockAlertEvent,
  'stock.back': stockAlertEvent,
} as const satisfies Record<EventType, Described>;

/** By type: the schema with which a message is read at the door. */
const MESSAGES = {
  'sale.completed': soldMessage,
  'sale.returned': movedMessage,
  'stock.received': movedMessage,
  'stock.adjusted': adjustedMessage,
  'stock.counted': countedMessage,
  'stock.transferred': transferredMessage,
  'order.updated': orderMessage,
} as const satisfies Record<MessageType, v.GenericSchema>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

type Fields = { readonly properties?: object | undefined; readonly required?: readonly string[] | undefined };

/** What the sender writes: what the code makes of it later is ours. */
function describedFields(schema: v.GenericSchema): Fields {
  const { $schema: _dialect, ...described } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return described;
}

/** The event as EventBridge brings it to the target of a rule; `account`, `time` and others are its own. */
function eventSchema(type: string, { version, fields }: Described): object {
  const { properties, required = [], ...rest } = describedFields(fields);
  const ownKind = properties !== undefined && 'kind' in properties ? { kind: { const: type } } : {};
  const detail = {
    ...rest,
    properties: { ...properties, ...ownKind, shapeVersion: { const: version } },
    required: [...required, 'shapeVersion'],
  };
  return {
    $schema: DIALECT,
    title: type,
    type: 'object',
    properties: { source: { const: 'stockline' }, 'detail-type': { const: type }, detail },
    required: ['source', 'detail-type', 'detail'],
  };
}

/** The fields of an alert that its message has as `data`; `kind` is its type there, and `at` its time. */
const ALERT_DATA = ['sku', 'seq', 'available', 'threshold'];
const alertFields = v.object({ properties: v.record(v.string(), v.unknown()) });

/** The body of an alert to a webhook (shared/usecases/alerting/send-alerts.ts). */
function webhookSchema({ fields }: Described): object {
  const { properties } = v.parse(alertFields, describedFields(fields));
  const { kind, at } = properties;
  return {
    $schema: DIALECT,
    title: 'An alert to a webhook',
    type: 'object',
    properties: {
      type: kind,
      timestamp: at,
      data: {
        type: 'object',
        properties: Object.fromEntries(ALERT_DATA.map((name) => [name, properties[name]])),
        required: ALERT_DATA,
        additionalProperties: false,
      },
      text: { type: 'string', description: 'The alert as a sentence, for chats.' },
    },
    required: ['type', 'timestamp', 'data', 'text'],
    additionalProperties: false,
  };
}

function messageSchema(type: string, schema: v.GenericSchema): object {
  const { properties, required = [], ...rest } = describedFields(schema);
  return {
    $schema: DIALECT,
    title: type,
    ...rest,
    properties: { type: { const: type }, ...properties },
    required: ['type', ...required],
  };
}

const manifest = v.object({ version: v.string() });
const { version: VERSION } = v.parse(
  manifest,
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')),
);

/** Each schema by its file in docs/schemas. */
export const SCHEMA_FILES: ReadonlyMap<string, object> = new Map([
  ...Object.entries(EVENTS).map(([type, event]) => [`events/${type}.json`, eventSchema(type, event)] as const),
  ...Object.entries(MESSAGES).map(([type, schema]) => [`messages/${type}.json`, messageSchema(type, schema)] as const),
  ['alerts/webhook.json', webhookSchema(stockAlertEvent)] as const,
  ['openapi.json', openApiDocument(VERSION)] as const,
]);

/** The text of such a file. */
export function fileText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
