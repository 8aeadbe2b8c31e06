/** Holds values to JSON Schemas: the words that our documents use, and nothing else. */
import * as v from 'valibot';

export type Schema = Readonly<Record<string, unknown>>;

const asSchema = v.record(v.string(), v.unknown());
export const schemaMap = v.record(v.string(), asSchema);

/** Words that say nothing of which values fit, and those of objects and lists, which are read below. */
const SILENT = new Set([
  ...['$schema', 'title', 'description', 'format'],
  ...['required', 'properties', 'additionalProperties', 'items'],
]);

/** What of a value is not as the schema says, as sentences. `definitions`: what a `$ref` names, by its last part. */
export function faultsOf(
  schema: Schema,
  value: unknown,
  at: string,
  definitions: Readonly<Record<string, Schema>> = {},
): readonly string[] {
  const { $ref, oneOf, anyOf, ...own } = schema;
  const inner = (each: unknown, inside: unknown, where: string) =>
    faultsOf(v.parse(asSchema, each), inside, where, definitions);
  if (typeof $ref === 'string') {
    return faultsOf(definitions[$ref.split('/').at(-1) ?? ''] ?? { none: $ref }, value, at, definitions);
  }
  const forms = (listed: unknown, isEnough: (fitting: number) => boolean) =>
    Array.isArray(listed) ? faultsOfForms(listed, (each) => inner(each, value, at), at, isEnough) : [];
  return [
    ...forms(oneOf, (fitting) => fitting === 1),
    ...forms(anyOf, (fitting) => fitting > 0),
    ...Object.entries(own).flatMap(([word, limit]) =>
      SILENT.has(word) || KEEPS[word]?.(value, limit) ? [] : [`${at}: ${word} ${JSON.stringify(limit)} does not hold`],
    ),
    ...faultsInside(schema, value, at, inner),
  ];
}

function faultsOfForms(
  forms: readonly unknown[],
  faultsOfForm: (form: unknown) => readonly string[],
  at: string,
  isEnough: (fitting: number) => boolean,
): readonly string[] {
  const tried = forms.map(faultsOfForm);
  const fitting = tried.filter((found) => found.length === 0).length;
  return isEnough(fitting) ? [] : [`${at}: ${fitting} of ${forms.length} forms fit: ${tried.flat().join('; ')}`];
}

/** The words of a schema that say which values fit. A word that is not here holds for nothing, so that none is passed over. */
const KEEPS: Readonly<Record<string, (value: unknown, limit: unknown) => boolean>> = {
  type: (value, limit) =>
    (Array.isArray(limit) ? limit : [limit]).some(
      (type) => type === typeOf(value) || (type === 'number' && typeof value === 'number'),
    ),
  const: (value, limit) => value === limit,
  enum: (value, limit) => Array.isArray(limit) && limit.includes(value),
  not: (value, limit) => faultsOf(v.parse(asSchema, limit), value, 'not').length > 0,
  minLength: (value, limit) => typeof value !== 'string' || value.length >= Number(limit),
  maxLength: (value, limit) => typeof value !== 'string' || value.length <= Number(limit),
  minimum: (value, limit) => typeof value !== 'number' || value >= Number(limit),
  maximum: (value, limit) => typeof value !== 'number' || value <= Number(limit),
  minItems: (value, limit) => !Array.isArray(value) || value.length >= Number(limit),
  maxItems: (value, limit) => !Array.isArray(value) || value.length <= Number(limit),
};

function typeOf(value: unknown): string {
  if (typeof value === 'object') {
    return value === null ? 'null' : Array.isArray(value) ? 'array' : 'object';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function faultsInside(
  { properties = {}, required = [], additionalProperties = true, items = {} }: Schema,
  value: unknown,
  at: string,
  inner: (schema: unknown, inside: unknown, where: string) => readonly string[],
): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => inner(items, each, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const known = v.parse(schemaMap, properties);
  const isOpen = v.parse(v.boolean(), additionalProperties);
  const missing = v.parse(v.array(v.string()), required).filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => `${at}: ${name} is missing`),
    ...Object.entries(value).flatMap(([name, each]) => {
      if (Object.hasOwn(known, name)) {
        return inner(known[name], each, `${at}.${name}`);
      }
      return isOpen ? [] : [`${at}: ${name} is not known`];
    }),
  ];
}
