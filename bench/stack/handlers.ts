/** Loads the product's own functions, each with the environment that the stack gives it. */
import type { FunctionFacts } from './stack-facts.ts';

export type Handler = (event: object, time: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

let loaded = 0;

/**
 * The handler of each function. A function reads its environment when it is loaded, so it is loaded anew for each stack: a
 * query makes it another module.
 */
export async function loadHandlers(
  functions: readonly FunctionFacts[],
  environmentOf: (facts: FunctionFacts) => Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Handler>> {
  loaded += 1;
  const handlers = new Map<string, Handler>();
  for (const facts of functions) {
    const file = new URL(`../../functions/${facts.entry}.ts?stack=${loaded}`, import.meta.url);
    handlers.set(facts.entry, await withEnvironment(environmentOf(facts), () => handlerIn(file)));
  }
  return handlers;
}

async function handlerIn(file: URL): Promise<Handler> {
  const module: { readonly handler?: Handler } = await import(file.href);
  if (module.handler === undefined) {
    throw new Error(`${file.pathname} exports no handler.`);
  }
  return module.handler;
}

async function withEnvironment<Result>(
  environment: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(environment)) {
      const old = before[name];
      if (old === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = old;
      }
    }
  }
}
