/** Builds the page: one script, one style sheet and the text that names them, each packed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const PROJECT = join(import.meta.dirname, '..', '..');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

/** A file as the function `page` reads it (functions/wiring/page/page-files.ts). */
export type PageFile = { readonly type: string; readonly gzip: string; readonly isNamedByContent: boolean };

/**
 * The files by name, in some 0.3 s. Scripts and styles are named by their contents, so that a browser keeps them until they
 * change; the same sources give the same bytes in any checkout.
 */
export function pageFiles(): Readonly<Record<string, PageFile>> {
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: { page: join('page', 'main.tsx') },
    outdir: join(PROJECT, 'cdk.out', 'page'),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const named = outputFiles.map(({ path, contents }) => {
    const extension = extname(path);
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
    return { name: `page-${hash}${extension}`, extension, contents };
  });
  const nameOf = (extension: string) => named.find((each) => each.extension === extension)?.name ?? '';
  const html = readFileSync(join(PROJECT, 'page', 'index.html'), 'utf8')
    .replace('{{script}}', nameOf('.js'))
    .replace('{{style}}', nameOf('.css'));
  return Object.fromEntries([
    ...named.map(({ name, extension, contents }) => [name, packed(extension, contents, true)] as const),
    ['index.html', packed('.html', Buffer.from(html), false)] as const,
  ]);
}

function packed(extension: string, contents: Uint8Array, isNamedByContent: boolean): PageFile {
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    gzip: gzipSync(contents, { level: 9 }).toString('base64'),
    isNamedByContent,
  };
}
