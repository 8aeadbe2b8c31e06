import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { COMMANDS } from '../../cli/command-list.ts';
import { SCHEMAS } from '../../functions/wiring/api/openapi/document.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');

/** All that a reader is sent to; decisions and the changelog tell of their time. */
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'clients/typescript/README.md', 'integrations/medusa/README.md'],
  ...readdirSync(join(PROJECT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const DECISIONS = readdirSync(join(PROJECT, 'docs', 'decisions')).map((name) => `docs/decisions/${name}`);

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): readonly string[] {
  return [...page.replaceAll(/```.*?```/gs, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinksOf(file: string): readonly string[] {
  const links = [
    ...read(file)
      .replaceAll(/```.*?```/gs, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, to = '']) => to);
  return links
    .filter((to) => !/^[a-z]+:/.test(to))
    .filter((to) => {
      const [path = '', anchor] = to.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return (
        !existsSync(join(PROJECT, target)) ||
        (anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).includes(anchor))
      );
    });
}

describe('the documents', () => {
  it.each([...PAGES, ...DECISIONS, 'CHANGELOG.md'])('%s links to what there is', (file) => {
    expect(brokenLinksOf(file)).toEqual([]);
  });

  it('are all in the index, but for what it names with its folder', () => {
    const index = read('docs/README.md');
    const missing = PAGES.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md').filter(
      (file) => !index.includes(`](${file.slice('docs/'.length)})`),
    );
    expect(missing).toEqual([]);
  });
});

/** What every command takes beside its own options. */
const OF_EVERY_COMMAND = ['help', 'profile', 'region', 'stage'];

/** A command line in a text ends with its line, its quote, its comment or its sentence. */
const STOCKLINE = /npx stockline ([a-z-]+)([^`\n#|()“”;]*)/g;

async function unknownIn(file: string): Promise<readonly string[]> {
  const lines = [...read(file).matchAll(STOCKLINE)];
  const wrong = await Promise.all(
    lines.map(async ([line, name = '', rest = '']) => {
      const listed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
      if (listed === undefined) {
        return [line];
      }
      const { options } = await listed.load();
      const known = [...Object.keys(options), ...OF_EVERY_COMMAND];
      const odd = [...rest.matchAll(/--([a-z][a-z-]*)/g)].filter(([, option = '']) => !known.includes(option));
      return odd.length > 0 ? [line] : [];
    }),
  );
  return wrong.flat();
}

const manifest = v.object({ scripts: v.record(v.string(), v.string()) });
const scriptsOf = (folder: string) => v.parse(manifest, JSON.parse(read(`${folder}package.json`))).scripts;
const scripts = scriptsOf('');
/** Packages of their own: a page that names a script of theirs says where. */
const ALL_SCRIPTS = { ...scripts, ...scriptsOf('clients/typescript/'), ...scriptsOf('integrations/medusa/') };
const engines = v.parse(
  v.object({ engines: v.object({ node: v.string() }) }),
  JSON.parse(read('package.json')),
).engines;

describe('the commands of the documents', () => {
  // What docs/cli.md shows is run as it stands (test/cli/command-list.test.ts, test/emulator/operating), wrong usage too.
  it.each(PAGES.filter((file) => file !== 'docs/cli.md'))(
    '%s names commands and options that there are',
    async (file) => {
      expect(await unknownIn(file)).toEqual([]);
    },
  );

  it.each(PAGES)('%s names scripts that there are', (file) => {
    const named = [...read(file).matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(ALL_SCRIPTS, name))).toEqual([]);
  });

  it('CONTRIBUTING.md names every script of tests and measurements', () => {
    const page = read('CONTRIBUTING.md');
    const run = Object.keys(scripts).filter((name) => /^(?:test:|bench|simulate|check)/.test(name));
    expect(run.filter((name) => !page.includes(`npm run ${name}`))).toEqual([]);
  });
});

describe('the README', () => {
  const page = read('README.md');

  it('is short enough to be read', () => {
    expect(page.split('\n').length).toBeLessThan(240);
  });

  it('names the Node that the lock file asks for', () => {
    const [, least = ''] = /^\^(\d+\.\d+)\.0 \|\| >=24/.exec(engines.node) ?? [];
    expect(page).toContain(`You need Node ${least} or later,`);
    expect(read('CONTRIBUTING.md')).toContain(`Node ${least} or later`);
  });

  it('has the costs of a month as npm run bench -- --docs wrote them into docs/cost-and-speed.md', () => {
    const [, written = ''] = /writes from here -->\n\n(.*?)\n\n<!-- to here/s.exec(page) ?? [];
    expect(written.split('\n').length).toBeGreaterThan(3);
    expect(read('docs/cost-and-speed.md')).toContain(written);
  });

  it('shows an answer of the API as its description has it', () => {
    const [, json = ''] = /```json\n(\{"sku".*?)```/s.exec(page) ?? [];
    expect(v.safeParse(SCHEMAS.Stock, JSON.parse(json)).issues).toBeUndefined();
  });
});
