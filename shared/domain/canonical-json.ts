/**
 * JSON with object keys in code-unit order and absent fields left out: equal values give equal text, whatever order
 * a database returns their keys in.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  return typeof value === 'object' && value !== null ? canonicalObject(value) : JSON.stringify(value);
}

/** Each entry is hashed by this text, so it is built in one pass, without a list of the fields. */
function canonicalObject(value: object): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
    }
  }
  return `{${text}}`;
}
