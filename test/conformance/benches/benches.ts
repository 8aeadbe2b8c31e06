/** Lists the benches: the conformance suite runs every row over each of them. */

import { amazonBench } from './amazon-bench.ts';
import type { ChannelBench, IntakeBench } from './bench.ts';
import { directBench, directFiguresBench, directTillBench } from './direct-bench.ts';
import { posBench } from './pos-bench.ts';
import { shopifyBench } from './shopify-bench.ts';
import { squareBench } from './square-bench.ts';

/** Those that show quantities. */
export const SELLING_BENCHES: readonly ChannelBench[] = [
  shopifyBench,
  amazonBench,
  squareBench,
  directBench,
  directTillBench,
  directFiguresBench,
];
/** All: those that show none, too. */
export const INTAKE_BENCHES: readonly IntakeBench[] = [...SELLING_BENCHES, posBench];
