/** The copy of the project in which conditions are changed. */
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectCopy } from '../guards/project-copy.ts';
import { type NamedChange, namedChanges } from './sources.ts';
import { withSwitches } from './switches.ts';

const COPIED = [
  ...[
    'bench',
    'shared',
    'functions',
    'infra',
    'cli',
    'local',
    'page',
    'sandbox',
    'simulator',
    'test',
    'docs',
    'README.md',
    'CHANGELOG.md',
  ],
  ...['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json', 'biome.json', 'node-24.js'],
];
/** The tests that stand beside their sources, and the scars. Whole scenarios and properties take minutes for each change. */
const TESTS = 'test/{shared,functions,cli,scars}/**/*.test.ts';
const TESTS_OF_STACK = 'test/infra/**/*.test.ts';

export type ChangedTree = {
  readonly path: string;
  /** Numbered from 1. */
  readonly changes: readonly NamedChange[];
  /** The test files that import one of the changed files, directly or through others. */
  readonly tests: readonly string[];
  /** Those of them that import this one. */
  readonly testsOf: (file: string) => readonly string[];
  readonly remove: () => void;
};

/** Copies the project, with a switch for every change of the files. */
export function changedTree(project: string, files: readonly string[]): ChangedTree {
  const path = projectCopy(project, COPIED, 'mutation');
  const changes: NamedChange[] = [];
  for (const file of files) {
    const found = namedChanges(project, file);
    const source = readFileSync(join(project, file), 'utf8');
    writeFileSync(join(path, file), withSwitches(source, found, changes.length + 1));
    changes.push(...found);
  }
  const patterns = files.some((file) => file.startsWith('infra/')) ? [TESTS, TESTS_OF_STACK] : TESTS;
  const direct = new Map<string, readonly string[]>();
  const importing = globSync(patterns, { cwd: path })
    .map((test) => join(path, test))
    .map((test) => ({ test, imports: importsOf(test, direct) }))
    .filter(({ imports }) => files.some((file) => imports.has(join(path, file))));
  const testsOf = new Map(
    files.map((file) => [
      file,
      importing.filter(({ imports }) => imports.has(join(path, file))).map(({ test }) => test),
    ]),
  );
  return {
    ...{ path, changes, tests: importing.map(({ test }) => test) },
    testsOf: (file) => testsOf.get(file) ?? [],
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The file itself and all that it imports, directly or through others; `direct` is what each file that was read imports itself. */
function importsOf(
  file: string,
  direct: Map<string, readonly string[]>,
  seen = new Set<string>(),
): ReadonlySet<string> {
  if (!seen.has(file) && existsSync(file)) {
    seen.add(file);
    const imported =
      direct.get(file) ??
      [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, path = '']) =>
        join(dirname(file), path),
      );
    direct.set(file, imported);
    for (const each of imported) {
      importsOf(each, direct, seen);
    }
  }
  return seen;
}
