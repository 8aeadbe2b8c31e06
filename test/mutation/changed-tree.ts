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
    'sandbox',
    'simulator',
    'test',
    'docs',
    'README.md',
    'CHANGELOG.md',
  ],
  ...['package.json', 'stockline.config.ts', 'cdk.json', 'tsconfig.json', 'biome.json', 'node-24.js'],
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
  readonly remove: () => void;
};

/** Copies the project, with a switch for every change of the files. */
export function changedTree(project: string, files: readonly string[]): ChangedTree {
  const path = projectCopy(project, COPIED, 'mutation');
  writeFileSync(join(path, 'jest.config.js'), jestConfig());
  const changes: NamedChange[] = [];
  for (const file of files) {
    const found = namedChanges(project, file);
    const source = readFileSync(join(project, file), 'utf8');
    writeFileSync(join(path, file), withSwitches(source, found, changes.length + 1));
    changes.push(...found);
  }
  const chosen = new Set(files.map((file) => join(path, file)));
  const tests = globSync(files.some((file) => file.startsWith('infra/')) ? [TESTS, TESTS_OF_STACK] : TESTS, {
    cwd: path,
  })
    .map((test) => join(path, test))
    .filter((test) => [...importsOf(test)].some((file) => chosen.has(file)));
  return { path, changes, tests, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The file itself and all that it imports, directly or through others. */
function importsOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (!seen.has(file) && existsSync(file)) {
    seen.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      importsOf(join(dirname(file), path), seen);
    }
  }
  return seen;
}

function jestConfig(): string {
  const typescript = { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } };
  return `export default ${JSON.stringify({
    testEnvironment: 'node',
    testTimeout: 60_000,
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '^.+\\.ts$': ['@swc/jest', typescript] },
    setupFilesAfterEnv: ['<rootDir>/test/mutation/record-reach.ts'],
  })};\n`;
}
