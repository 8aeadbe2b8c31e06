/** Runs a scenario on a stack of its own, and ends the stack however the scenario ends. */
import { RunningStack, type StackOptions } from './running-stack.ts';

export async function withStack<Result>(
  options: StackOptions,
  scenario: (stack: RunningStack) => Promise<Result>,
): Promise<Result> {
  const stack = await RunningStack.start(options);
  try {
    return await scenario(stack);
  } finally {
    await stack.stop();
  }
}

/** So many SKUs, by name and number. */
export function skusNamed(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, nth) => `${name}-${String(nth).padStart(4, '0')}`);
}
