/** Cuts Shopify's own schema down to what the project speaks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type IntrospectionField,
  type IntrospectionInputValue,
  type IntrospectionQuery,
  type IntrospectionType,
  type IntrospectionTypeRef,
  printSchema,
} from 'graphql';
import * as v from 'valibot';
import { KEPT_FIELDS, KEPT_INTERFACES } from './kept-schema.ts';

const TARGET = new URL('./admin-2026-10.graphql', import.meta.url);

const HEADER = `# biome-ignore-all lint/style/noExcessiveLinesPerFile: written by extract-schema.ts
# biome-ignore-all format: written by extract-schema.ts
#
# Shopify's Admin API schema, version 2026-10, cut down to what Stockline and its sandbox speak.
#
# Source: npm @shopify/dev-mcp 1.16.0, dist/data/admin_2026-10.json.gz (an introspection result).
# Copyright 2025-present, Shopify Inc. ISC licence: permission to use, copy, modify, and/or distribute for any purpose
# with or without fee, provided that the copyright notice and this permission notice appear in all copies.
#
# Object types have the fields named in kept-schema.ts; their arguments, all input types and all enums are complete.
# Descriptions are left out. Regenerate, from any folder outside of the project:
#   npm pack @shopify/dev-mcp@1.16.0 && tar -xzf shopify-dev-mcp-1.16.0.tgz
#   node <project>/sandbox/shopify/admin-api/schema/extract-schema.ts package/dist/data/admin_2026-10.json.gz
`;

/**
 * Cuts an introspection result down to the kept fields and the types they reach. Throws when a kept field is not in
 * the schema: Shopify removed it, so what relies on it has to change first.
 */
export function extractSchema(introspection: IntrospectionQuery): string {
  const types = new Map(introspection.__schema.types.map((type) => [type.name, keepFields(type)]));
  const reached = new Set<string>();
  const visit = (name: string) => {
    const type = types.get(name);
    if (!type || reached.has(name)) return;
    reached.add(name);
    for (const reachedName of namesIn(type)) visit(reachedName);
  };
  for (const name of Object.keys(KEPT_FIELDS)) {
    if (!types.has(name)) throw new Error(`${name} is kept but no longer in the schema: change kept-schema.ts.`);
    visit(name);
  }
  for (const directive of introspection.__schema.directives) for (const arg of directive.args) visit(nameOf(arg.type));
  const kept = [...types.values()].filter((type) => reached.has(type.name)).map((type) => onlyReached(type, reached));
  const schema = buildClientSchema({
    __schema: {
      ...introspection.__schema,
      subscriptionType: null,
      types: kept.sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
  });
  return `${HEADER}\n${printSchema(schema)}\n`;
}

function keepFields(type: IntrospectionType): IntrospectionType {
  if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return type;
  return {
    ...type,
    fields: keptFields(type.name, type.fields),
    interfaces: type.interfaces.filter(({ name }) => KEPT_INTERFACES.has(name)),
  };
}

/** A type that is not listed keeps all its fields: payloads, user errors, edges and connections. */
function keptFields(typeName: string, fields: readonly IntrospectionField[]): readonly IntrospectionField[] {
  const names = KEPT_FIELDS[typeName];
  if (!names) return fields;
  return names.map((name) => {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(`${typeName}.${name} is kept but no longer in the schema: change kept-schema.ts.`);
    return field;
  });
}

function namesIn(type: IntrospectionType): string[] {
  const ofArguments = (args: readonly IntrospectionInputValue[]) => args.map((arg) => nameOf(arg.type));
  switch (type.kind) {
    case 'OBJECT':
    case 'INTERFACE':
      return [
        ...type.interfaces.map(({ name }) => name),
        ...type.fields.flatMap((field) => [nameOf(field.type), ...ofArguments(field.args)]),
      ];
    case 'INPUT_OBJECT':
      return ofArguments(type.inputFields);
    case 'UNION':
      return type.possibleTypes.map(({ name }) => name);
    case 'SCALAR':
    case 'ENUM':
      return [];
    default:
      return type satisfies never;
  }
}

function nameOf(ref: IntrospectionTypeRef): string {
  return ref.kind === 'LIST' || ref.kind === 'NON_NULL' ? nameOf(ref.ofType) : ref.name;
}

function onlyReached(type: IntrospectionType, reached: Set<string>): IntrospectionType {
  if (type.kind !== 'INTERFACE') return type;
  return { ...type, possibleTypes: type.possibleTypes.filter(({ name }) => reached.has(name)) };
}

/** Only the shape's beginning is checked here: graphql's buildClientSchema refuses what is not an introspection. */
const introspectionResult = v.object({
  data: v.custom<IntrospectionQuery>((data) => typeof data === 'object' && data !== null && '__schema' in data),
});

if (import.meta.main) {
  const [source] = process.argv.slice(2);
  if (!source) {
    console.error('Name the introspection file, as: node extract-schema.ts package/dist/data/admin_2026-10.json.gz');
    process.exit(2);
  }
  const text = gunzipSync(readFileSync(source)).toString('utf8');
  const parsed: unknown = JSON.parse(text, (key, value) => (key === 'description' ? null : value));
  const { data } = v.parse(introspectionResult, parsed);
  writeFileSync(TARGET, extractSchema(data));
}
