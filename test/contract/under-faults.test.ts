/** Every operation of every store in DynamoDB keeps its promises while calls are met by what AWS does in passing. */
import { afterAll, expect } from '@jest/globals';
import { dynamoPolicyBook } from '../../shared/aws/exposure/policy-book.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { channelTableContract } from './channel-table.ts';
import { dynamoChannelPorts, dynamoPorts } from './dynamo-table.ts';
import { exposureTableContract } from './exposure-table.ts';
import { faultyDatabase } from './faulty-database.ts';
import { policyBookContract } from './policy-book.ts';
import { sweepMarksContract } from './sweep-marks.ts';
import { TABLE_SUITES } from './table-suites.ts';

/** `.ci/run` begins elsewhere each day. */
const FIRST = Number(process.env['STOCKLINE_TEST_FROM'] ?? 1);
const SEEDS = 2;
const TABLE = 'Ledger';

for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
  const { client, met } = faultyDatabase(seed);
  const name = `the table under faults of AWS (STOCKLINE_TEST_FROM=${seed})`;
  for (const suite of TABLE_SUITES) {
    suite(name, () => dynamoPorts(client, TABLE));
  }
  exposureTableContract(name, () => dynamoPorts(client, TABLE));
  channelTableContract(name, () => dynamoChannelPorts(client, TABLE));
  policyBookContract(name, () => dynamoPolicyBook(faultyDatabase(seed).client, TABLE));
  sweepMarksContract(name, () => dynamoSweepMarks(client, TABLE));
  afterAll(() => expect(met.size).toBe(6));
}
