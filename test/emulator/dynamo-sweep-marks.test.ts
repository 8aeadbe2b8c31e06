import { afterAll, beforeAll } from '@jest/globals';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { sweepMarksContract } from '../contract/sweep-marks.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;

beforeAll(async () => {
  table = await tableOfItsOwn('sweeps');
});

afterAll(() => table.drop());

sweepMarksContract('those in DynamoDB', () => dynamoSweepMarks(table.client, table.name));
