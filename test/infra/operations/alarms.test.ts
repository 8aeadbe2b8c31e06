import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { longestNames, MERCHANT, resources, synthesise } from '../synthesis.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');

/** The runbook's rows of alarms: the id that links lead to, and the name as it stands there. */
const ROWS = [...RUNBOOK.matchAll(/^\| <a id="([^"]+)"><\/a>`([^`]+)` \|/gm)].map(([, id = '', name = '']) => ({
  id,
  name,
}));

const { template } = synthesise({ ...MERCHANT, alarmEmail: 'stock@example.com' });
const alarms = resources(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => ({
  name: String(properties['AlarmName']),
  // Where the name of a queue stands in it, it is joined at deployment.
  description: JSON.stringify(properties['AlarmDescription']),
  rings: Array.isArray(properties['AlarmActions']),
  saysItsEnd: Array.isArray(properties['OKActions']),
}));

/** What the row of that name says, as a pattern of the names of its alarms. */
function namesOf(row: string): RegExp {
  return new RegExp(`^Stockline ${row.replace(/<[a-z]+>/, '.+')}$`);
}

describe('the runbook', () => {
  it('has one row for each alarm, under the name that is in the mail', () => {
    for (const { name } of alarms) {
      const found = ROWS.filter((row) => namesOf(row.name).test(name) && anchorIn(name, row.id));
      expect({ name, rows: found.map((row) => row.name) }).toEqual({ name, rows: [expect.anything()] });
    }
  });

  it('has no row of an alarm that there is not', () => {
    expect(ROWS.filter((row) => !alarms.some(({ name }) => namesOf(row.name).test(name)))).toEqual([]);
  });

  it('is linked by the description of each alarm, at its row', () => {
    for (const { name, description } of alarms) {
      const [, id] = /docs\/runbook\.md#([a-z0-9-]+)\W*$/.exec(description) ?? [];
      const row = ROWS.find((each) => each.id === id);
      expect(row === undefined ? `${name}: no row ${id}` : name).toMatch(namesOf(row?.name ?? ''));
    }
  });
});

/** A channel's `refuses` is no `refuses webhooks`: the name ends as the row does. */
function anchorIn(name: string, id: string): boolean {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .endsWith(id);
}

describe('an alarm’s description', () => {
  it('is one that CloudWatch takes: 1,024 characters at most, with the longest names too', () => {
    const long = synthesise(longestNames(4), { stage: 'acceptance12' }).template;
    const described = resources(long, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['AlarmDescription']);
    expect(described.filter((text) => JSON.stringify(text).length > 1_024)).toEqual([]);
  });
});

describe('the end of an alarm', () => {
  it.each([
    'Stockline a channel is cut off',
    'Stockline shop urgent pushes wait',
    'Stockline observations set aside',
    'Stockline the API answers 5xx',
    'Stockline a channel is not compared',
  ])('is sent where it says that it is over: %s', (name) => {
    expect(alarms.find((alarm) => alarm.name === name)).toMatchObject({ rings: true, saysItsEnd: true });
  });

  it.each([
    'Stockline a channel parked',
    'Stockline a channel oversold',
    'Stockline a channel refuses',
    'Stockline a channel credentials gone',
    'Stockline a channel breaker',
  ])('is not sent where it still waits for a person: %s', (name) => {
    expect(alarms.find((alarm) => alarm.name === name)).toMatchObject({ rings: true, saysItsEnd: false });
  });
});
