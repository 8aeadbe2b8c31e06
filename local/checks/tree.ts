/** The sources that the house checks read, and what a check says of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of each source by its path from the project, with `/`. */
export type Tree = ReadonlyMap<string, string>;

/** One place that breaks a rule. */
export type Finding = {
  /** A file or a folder, from the project. */
  readonly file: string;
  readonly what: string;
};

/** One rule of the house. */
export type HouseRule = {
  /** As a complaint names it. */
  readonly name: string;
  /** Why the rule exists, for the person who broke it. */
  readonly why: string;
  readonly remedy: string;
  readonly find: (tree: Tree) => readonly Finding[];
  /** What is listed and does not fail. */
  readonly notice?: (tree: Tree) => readonly Finding[];
};

/** The folders with code; documents and configuration are not held to the rules of code. */
const CODE_FOLDERS = [
  ...['bench', 'cli', 'functions', 'infra', 'local', 'page', 'sandbox', 'shared', 'simulator', 'test'],
  // Beside them lies a node_modules of their own.
  ...['integrations/medusa/src', 'integrations/medusa/store', 'clients/typescript/src', 'clients/typescript/examples'],
];

const SOURCE = /\.(?:tsx?|js|py)$/;

/** Reads every source of the project, in the order of the paths. */
export function readTree(project: string): Tree {
  const paths = CODE_FOLDERS.flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(project.length + 1)
          .replaceAll('\\', '/'),
      ),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(project, path), 'utf8')]));
}

/** Tests, and what they alone use. */
export function isTest(path: string): boolean {
  return path.startsWith('test/');
}

/** How many lines a text has; a last line needs no line end. */
export function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
