/** An operator changes the policy of a SKU while it sells. */
import type { Policy } from '../../../shared/domain/exposure/exposure.ts';
import { applyPolicy } from '../../../shared/usecases/exposure/change-policy.ts';
import { MemoryPolicyBook } from '../../fakes/memory/memory-policy-book.ts';
import type { Stage } from '../channels/customers.ts';
import { sharePortsOf } from '../import-sku.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/** So many changes to another policy and back to the one that the SKUs began with, at drawn times before business ends. */
export function schedulePolicySwitches({ world, skus, closesAt }: Stage, random: Random, times: number): void {
  const book = new MemoryPolicyBook();
  const span = closesAt - world.scheduler.now();
  for (let time = 0; time < times; time += 1) {
    const [away, back] = [random.integer(0, span - 1), random.integer(0, span - 1)].toSorted((a, b) => a - b);
    const sku = random.pick(skus);
    for (const [inMs, policy] of [
      [away, random.pick<Policy>(['shared', 'endgame'])],
      [back, world.setup.rules.policy],
    ] as const) {
      world.scheduler.after(inMs ?? 0, () => {
        void switchPolicy(world, book, sku, policy).then(
          () => world.count(`policy set to ${policy}`),
          (error: unknown) => world.surprises.push(String(error)),
        );
      });
    }
  }
}

async function switchPolicy(
  world: World,
  book: MemoryPolicyBook,
  sku: Stage['skus'][number],
  policy: Policy,
): Promise<void> {
  const ports = {
    ...sharePortsOf(world),
    book,
    checks: { schedule: world.check },
    everySku: async function* () {},
  };
  world.switched.add(sku);
  await Array.fromAsync(applyPolicy(ports, { kind: 'skus', rules: new Map([[sku, { policy }]]), isCleared: false }));
}
