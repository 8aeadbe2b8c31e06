/** The rules of how long a file is, how many files a folder holds, and what a file may be called. */
import { basename, dirname } from 'node:path';
import { type Finding, type HouseRule, linesOf } from './tree.ts';

const LINES_MAX = 400;
/** From here on a file is listed: it may hold two ideas, or one long one. */
const LINES_NOTICED = 250;

export const SHORT_FILES: HouseRule = {
  name: 'short files',
  why: 'A file is one idea: what is longer holds several, and its name says only one of them.',
  remedy: 'Move an idea of its own to a file of its own; do not cut where the lines end.',
  find: (tree) => filesBeyond(tree, LINES_MAX),
  notice: (tree) =>
    filesBeyond(tree, LINES_NOTICED)
      .filter(({ file }) => linesOf(tree.get(file) ?? '') <= LINES_MAX)
      .map(({ file }) => ({ file, what: `${linesOf(tree.get(file) ?? '')} lines: is it still one idea?` })),
};

function filesBeyond(tree: ReadonlyMap<string, string>, most: number): readonly Finding[] {
  return [...tree].flatMap(([file, text]) => {
    const lines = linesOf(text);
    return lines > most ? [{ file, what: `${lines} lines; ${most} are the most` }] : [];
  });
}

const FILES_MAX = 15;

/** Folders that may hold more, each with its reason. */
const LARGE_FOLDERS: ReadonlyMap<string, string> = new Map([
  ['functions', 'One file is one Lambda function: a room inside would hide which there are.'],
]);

export const SMALL_FOLDERS: HouseRule = {
  name: 'small folders',
  why: 'The tree shows the architecture: among more than 15 files nobody finds one at first sight.',
  remedy: 'Make rooms: folders named after what their files have in common.',
  find: (tree) =>
    [...Map.groupBy(tree.keys(), dirname)]
      .filter(([folder, files]) => files.length > FILES_MAX && !LARGE_FOLDERS.has(folder))
      .map(([folder, files]) => ({ file: folder, what: `${files.length} files; ${FILES_MAX} are the most` })),
};

export const OPENING_SENTENCES: HouseRule = {
  name: 'opening sentences',
  why: 'A reader who opens a file learns in one sentence what it is for, before the first import.',
  remedy: 'Open the file with a comment of one sentence that says what it is for. The titles of a test say it.',
  find: (tree) =>
    [...tree]
      .filter(([file, text]) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !OPENING.test(text))
      .map(([file]) => ({ file, what: 'it does not open with a comment' })),
};

const OPENING = /^(?:#!.*\n)?\s*\/[*/]/;

const NAMES_OF_NOTHING = /^(?:utils?|helpers?|common|misc)$/;

export const TELLING_NAMES: HouseRule = {
  name: 'telling names',
  why: 'utils, helpers, common and misc say nothing of what is inside, so that anything is put there.',
  remedy: 'Name the file or folder after what it holds.',
  find: (tree) =>
    [...tree.keys()]
      .filter((path) => [...dirname(path).split('/'), basename(path).split('.')[0]].some(isNameOfNothing))
      .map((file) => ({ file, what: 'a name that says nothing' })),
};

function isNameOfNothing(name = ''): boolean {
  return NAMES_OF_NOTHING.test(name);
}
