/** Writes an item with its types, as a refused write brings it: the document client leaves it so. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './expressions.ts';

export function attributeValues(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string') {
    return { S: value };
  }
  if (typeof value === 'number') {
    return { N: String(value) };
  }
  if (typeof value === 'boolean') {
    return { BOOL: value };
  }
  if (value instanceof Set) {
    return { SS: [...value].map(String) };
  }
  if (Array.isArray(value)) {
    return { L: value.map(attributeValue) };
  }
  return typeof value === 'object' && value !== null ? { M: attributeValues({ ...value }) } : { NULL: true };
}
