import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { unitsField } from '../../../shared/channels/fields.ts';
import { readJson } from '../../../shared/channels/json-body.ts';
import { leftOutOnce, rowByRow, setAsideOnce, setAsideRows } from '../../../shared/channels/rows.ts';

const message = v.object({ lines: rowByRow(v.object({ units: unitsField })) });
const read = (json: string) => readJson(json, message);

describe('a list of a message', () => {
  it('is read row by row, and what is odd stands beside with its reason', () => {
    expect(read('{"lines":[{"units":1},{"units":"a name"},{},{"units":4}]}')).toEqual({
      kind: 'read',
      value: {
        lines: {
          rows: [{ units: 1 }, { units: 4 }],
          odd: [
            { row: { units: 'a name' }, reason: 'units: Expected a whole number, 0 or more.' },
            { row: {}, reason: 'units: The field is missing.' },
          ],
        },
      },
    });
  });

  it.each([
    ['{"lines":[{"units":1.5},{}]}', 'lines[0].units', 'Expected a whole number, 0 or more.'],
    ['{"lines":[{}]}', 'lines[0].units', 'The field is missing.'],
    ['{"lines":["x"]}', 'lines[0]', 'Invalid type: Expected Object.'],
    ['{}', 'lines', 'The field is missing.'],
  ])('of which nothing can be read is refused at its first field: %s', (json, path, reason) => {
    expect(read(json)).toEqual({ kind: 'malformed', path, reason });
  });

  it('may be empty', () => {
    expect(read('{"lines":[]}')).toEqual({ kind: 'read', value: { lines: { rows: [], odd: [] } } });
  });
});

describe('a row', () => {
  it('is named by its id, or as one without', () => {
    const rows = [{ id: 1001, name: 'Jane' }, { name: 'Jane' }, null];
    const odd = rows.map((row) => ({ row, reason: 'Odd.' }));
    const idsIn = (of?: string) =>
      setAsideRows(odd, { field: 'id', what: 'line', ...(of && { of }) }).map(({ id }) => id);
    expect(idsIn()).toEqual(['line 1001', 'one line', 'one line']);
    expect(idsIn('order 7')).toEqual(['line 1001 of order 7', 'one line of order 7', 'one line of order 7']);
  });
});

it('a row that several passes cannot read is set aside once, and each that has no id every time', () => {
  const named: string[] = [];
  const setAside = setAsideOnce(({ id }) => named.push(id));
  const odd = [{ sku: 'MUG ' }, {}, { sku: 'one MUG' }, { sku: 'MUG ' }, {}].map((row) => ({ row, reason: 'Odd.' }));
  setAsideRows(odd, { field: 'sku', what: 'listing' }).forEach(setAside);
  expect(named).toEqual(['listing MUG ', 'one listing', 'listing one MUG', 'one listing']);
});

it('what several passes leave out is left out once, and what has no id every time', () => {
  const named: string[] = [];
  const leftOut = leftOutOnce(({ externalId }) => named.push(externalId));
  for (const externalId of ['7', '', '7', '8', '']) leftOut({ externalId, sku: '', title: '', reason: 'odd' });
  expect(named).toEqual(['7', '', '8', '']);
});
