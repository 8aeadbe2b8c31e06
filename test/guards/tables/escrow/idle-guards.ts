/** The guards of units that nobody buys where they are: they are read again until they go on, and no more often. */
import type { Guard } from '../../guard.ts';

const POOLS = 'shared/domain/exposure/share-pools.ts';
const REBALANCE = 'shared/usecases/exposure/rebalance-shares.ts';

/** What keeps the checks of listings that hold the last units few. */
export const IDLE_GUARDS: readonly Guard[] = [
  {
    guard: 'Units are not read again and again for a listing at whose own places none is available',
    file: POOLS,
    search: '      poolOf(stock, [listing]) >= unitsOf(listing)\n',
    replace: '      true\n',
    tests: ['test/shared/domain/exposure/share-pools'],
  },
  {
    guard: 'Checks that wait for idle units do not multiply: one of a channel asks for one',
    file: REBALANCE,
    search: 'followUps.push(...oneForAll((await rebalanceShares(shares, each.sku)).filter(isOf(client.channel))));',
    replace: 'followUps.push(...(await rebalanceShares(shares, each.sku)).filter(isOf(client.channel)));',
    tests: ['test/shared/usecases/exposure/rebalance-shares'],
  },
  {
    guard: 'A check is followed by one check, not by one of each listing that waits',
    file: REBALANCE,
    search: 'checked === undefined ? due : oneInTurn(due, checked)',
    replace: 'due',
    tests: ['test/shared/usecases/exposure/rebalance-shares'],
  },
];
