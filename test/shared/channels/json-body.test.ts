import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { idField, timeField, unitsField } from '../../../shared/channels/fields.ts';
import { readJson, utf8Text } from '../../../shared/channels/json-body.ts';
import { parseSecret, secretText } from '../../../shared/channels/secret.ts';

const order = v.object({ id: idField, line_items: v.array(v.object({ quantity: unitsField })) });

describe('reading a body', () => {
  it('keeps an 18-digit id byte for byte (scar: BigInt ids)', () => {
    expect(readJson('{"id":820982911946154508,"line_items":[]}', order)).toEqual({
      kind: 'read',
      value: { id: '820982911946154508', line_items: [] },
    });
  });

  it('takes only the fields of the schema along', () => {
    const read = readJson('{"id":"7","email":"jon@example.com","line_items":[]}', order);
    expect(JSON.stringify(read)).not.toContain('jon');
  });

  it.each([
    ['{"id":1,"line_items":[{"quantity":1},{}]}', 'line_items[1].quantity', 'The field is missing.'],
    ['{"id":1,"line_items":[{"quantity":1.5}]}', 'line_items[0].quantity', 'Expected a whole number, 0 or more.'],
    ['{"id":1,"line_items":[{"quantity":-1}]}', 'line_items[0].quantity', 'Expected a whole number, 0 or more.'],
    ['{"id":1,"line_items":[{"quantity":"3"}]}', 'line_items[0].quantity', 'Expected a whole number, 0 or more.'],
    ['{"id":1,"line_items":[{"quantity":1e400}]}', 'line_items[0].quantity', 'Expected a whole number, 0 or more.'],
    ['{"id":1,"line_items":"jon@example.com"}', 'line_items', 'Invalid type: Expected Array.'],
    ['{"id":0.5,"line_items":[]}', 'id', 'Expected an id: text or a whole number.'],
    [
      `{"id":"${'9'.repeat(129)}","line_items":[]}`,
      'id',
      'Expected an id of at most 128 bytes, where a colon or a percent sign counts as three.',
    ],
    ['{"id":"","line_items":[]}', 'id', 'Expected an id: it is empty.'],
    ['{"id":null,"line_items":[]}', 'id', 'Expected an id: text or a whole number.'],
    ['{"line_items":[]}', 'id', 'The field is missing.'],
    ['[]', 'id', 'The field is missing.'],
    ['{"id":1', '', 'The body is not JSON.'],
    ['', '', 'The body is not JSON.'],
    ['{"id":1,"line_items":[{"quantity":1,"quantity":2}]}', '', 'The body has a field twice in one object.'],
  ])('names the bad field of %s', (body, path, reason) => {
    expect(readJson(body, order)).toEqual({ kind: 'malformed', path, reason });
  });

  it('repeats no value that it was given, whatever the schema says of it', () => {
    const bare = v.object({ id: v.pipe(v.number(), v.safeInteger()) });
    expect(readJson('{"id":555123.5}', bare)).toMatchObject({ path: 'id', reason: 'Invalid safe integer.' });
  });

  it('refuses bytes that are not UTF-8 instead of repairing them', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
    expect(utf8Text(bytes)).toBeUndefined();
    expect(readJson(bytes, order)).toMatchObject({ kind: 'malformed', reason: 'The body is not UTF-8.' });
  });

  it('gives back the very bytes, a byte order mark included', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d);
    expect(Buffer.from(utf8Text(bytes) ?? '')).toEqual(Buffer.from(bytes));
  });
});

describe('a time', () => {
  it.each([
    ['2021-12-31T19:00:00-05:00', '2022-01-01T00:00:00.000Z'],
    ['2019-10-29T18:38:45.455006797Z', '2019-10-29T18:38:45.455Z'],
    ['2026-11-24T18:00:00Z', '2026-11-24T18:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(v.parse(timeField, text)).toBe(time);
  });

  it.each(['2026-11-24', '2026-11-24T18:00:00', '2026-13-01T00:00:00Z', 'yesterday', 1674087231])(
    '%s is none',
    (text) => {
      expect(v.safeParse(timeField, text).success).toBe(false);
    },
  );
});

describe('a secret', () => {
  const schema = v.object({ accessToken: secretText, keys: v.array(secretText) }, 'must be an object');

  it.each([
    ['{"keys":[]}', 'The Till secret is not usable: accessToken is missing.'],
    ['{"accessToken":"","keys":[]}', 'The Till secret is not usable: accessToken must not be empty.'],
    ['{"accessToken":"hush","keys":["hush",7]}', 'The Till secret is not usable: keys.1 must be text.'],
    ['hush', 'The Till secret is not usable: it is not JSON.'],
    ['"hush"', 'The Till secret is not usable: the whole of it must be an object.'],
  ])('is refused with a sentence that names the field and shows no value: %s', (text, sentence) => {
    expect(() => parseSecret('Till', text, schema)).toThrow(sentence);
    expect(sentence).not.toContain('hush');
  });
});
