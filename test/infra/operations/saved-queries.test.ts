import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SAVED_QUERIES } from '../../../infra/operations/saved-queries.ts';
import { longestNames, MERCHANT, resources, synthesise } from '../synthesis.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared');

/** What the use cases and the journal are made of: the names of what they log stand there. */
const SOURCES = ['usecases', 'aws/lambda']
  .flatMap((room) =>
    readdirSync(join(SHARED, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(SHARED, room, file), 'utf8')),
  )
  .join('\n');

const definitions = ({ template }: ReturnType<typeof synthesise>) =>
  resources(template, 'AWS::Logs::QueryDefinition').map(({ properties }) => ({
    name: String(properties['Name']),
    text: String(properties['QueryString']),
    logs: properties['LogGroupNames'] as readonly string[],
  }));

describe('a saved query', () => {
  const found = definitions(synthesise());

  it('stands in the folder of the stack', () => {
    expect(found.map(({ name }) => name).sort()).toEqual(SAVED_QUERIES.map(({ name }) => `Stockline/${name}`).sort());
  });

  it.each(SAVED_QUERIES)('asks for steps and fields that the log has: $name', ({ fields, filters, stats = [] }) => {
    const text = [...fields, ...filters, ...stats].join(' ');
    for (const [, step] of text.matchAll(/step = "([^"]+)"/g)) {
      expect(SOURCES).toContain(`step: '${step}'`);
    }
    const own = ['@timestamp', 'message', 'service'];
    const named = [...fields, ...[...text.matchAll(/(?:ispresent|pct|max)\((\w+)/g)].map(([, field = '']) => field)];
    for (const field of named.filter((each) => !own.includes(each))) {
      expect(SOURCES).toMatch(new RegExp(`\\b${field}\\b`));
    }
  });

  it('reads the logs of the functions that write it', () => {
    expect(found.find(({ name }) => name.endsWith('Why oversold'))?.logs.toSorted()).toEqual([
      '/stockline/post-observations',
      '/stockline/stock-api',
    ]);
    expect(found.find(({ name }) => name.endsWith('Refused pushes'))?.logs).toContain('/stockline/push-shop-outlet');
  });

  it('is not there on one machine, whose emulator has no such queries', () => {
    expect(definitions(synthesise(MERCHANT, { local: true }))).toEqual([]);
  });

  it('takes no more logs than a query may, in a large deployment', () => {
    const many = definitions(synthesise(longestNames(12), { stage: 'acceptance12' }));
    expect(many.filter(({ logs }) => logs.length > 50)).toEqual([]);
    expect(many.map(({ name }) => name)).toContain('Stockline-acceptance12/Cold starts (2 of 2)');
  });
});
