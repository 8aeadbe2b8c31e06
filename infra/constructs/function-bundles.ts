/** Bundles the code of every Lambda function. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { buildSync } from 'esbuild';
import { pageFiles } from './page-files.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

// amazon-sp-api is CommonJS: inside an ES module it needs a `require` for Node's own modules.
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/**
 * Credentials of a function stand in its environment (AWS Lambda developer guide, "Defined runtime environment variables",
 * 2026-11), where the SDK looks first. It loads the ways to other credentials only when it finds none there
 * (@aws-sdk/credential-provider-node 3.972): they are left out, a fifth of most bundles.
 */
const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/**
 * What calls of AWS as a stream of events are read with: the SDK loads it at the first one (@smithy/core 3, HttpProtocol), and no
 * function makes any.
 */
const EVENT_STREAMS = '@smithy/core/event-streams';

/**
 * amazon-sp-api reads reports and feeds with these, and no function asks for either. They are more than a third of what
 * speaks to Amazon (iconv-lite alone 490 kB).
 */
const READERS_OF_DOCUMENTS = ['csvtojson', 'fast-xml-parser', 'iconv-lite'];

/**
 * The code of every Lambda function, one file each with all it imports, the AWS SDK too. One esbuild run bundles all;
 * NodejsFunction starts a process per function (10 functions: 0.9 s and 5.7 s, CDK 2.276). The bundles stand at
 * `<cloud assembly>/functions/<name>/index.mjs`. The same sources give the same bytes in any checkout, so an unchanged
 * function is not deployed again.
 */
export class FunctionBundles {
  readonly #outdir: string | undefined;

  /** Bundles all of `functions/`, unless the CDK says that this stack's assets are not needed (`cdk list`, tests). */
  constructor(scope: IConstruct) {
    const outdir = join(Stage.of(scope)?.outdir ?? 'cdk.out', 'functions');
    this.#outdir = Stack.of(scope).bundlingRequired ? outdir : undefined;
    if (this.#outdir !== undefined) {
      bundle(outdir);
    }
  }

  /**
   * The code of `functions/<entry>.ts`, whose export `handler` is the function. Settings, where there are any, stand
   * beside it in `settings.json`: such code is of this one function, called `name`.
   */
  code(entry: string, name: string = entry, settings: Readonly<Record<string, string>> = {}): Code {
    if (this.#outdir === undefined) {
      return Code.fromInline('not bundled');
    }
    const shared = join(this.#outdir, entry);
    if (Object.keys(settings).length === 0) {
      return Code.fromAsset(shared);
    }
    const own = join(this.#outdir, '..', 'functions-with-settings', name);
    cpSync(shared, own, { recursive: true });
    writeFileSync(join(own, 'settings.json'), JSON.stringify(settings));
    return Code.fromAsset(own);
  }
}

function bundle(outdir: string): void {
  const names = functionNames();
  const virtualOutdir = join(PROJECT, 'cdk.out', 'functions');
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: names.map((name) => ({ in: join('functions', `${name}.ts`), out: join(name, 'index') })),
    // Source maps name their sources relative to this folder: a fixed one keeps them equal wherever the assembly goes.
    outdir: virtualOutdir,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: BANNER },
    // The ES module build of a dependency is tree-shaken, which shortens cold starts.
    mainFields: ['module', 'main'],
    external: [...OTHER_CREDENTIALS, EVENT_STREAMS],
    alias: Object.fromEntries(
      READERS_OF_DOCUMENTS.map((name) => [name, join(PROJECT, 'infra', 'constructs', 'no-documents.ts')]),
    ),
    minify: true,
    sourcemap: true,
    // Node reads the whole map at start: without the sources' text it is a third as long.
    sourcesContent: false,
    logLevel: 'error',
  });
  for (const { path, contents } of outputFiles) {
    const target = join(outdir, path.slice(virtualOutdir.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
  // The function `page` answers with what stands beside its code.
  writeFileSync(join(outdir, 'page', 'page.json'), JSON.stringify(pageFiles()));
}

/** A file that exports `handler` is a function; the others are what several of them share. */
function functionNames(): string[] {
  const folder = join(PROJECT, 'functions');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /^export (?:async function|function|const) handler\b/m.test(readFileSync(join(folder, file), 'utf8')),
    )
    .map((file) => basename(file, '.ts'));
}
