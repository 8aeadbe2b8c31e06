import { afterAll, beforeAll } from '@jest/globals';
import { dynamoPolicyBook } from '../../shared/aws/exposure/policy-book.ts';
import { policyBookContract } from '../contract/policy-book.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

let table: Awaited<ReturnType<typeof tableOfItsOwn>>;

beforeAll(async () => {
  table = await tableOfItsOwn('policies');
});

afterAll(() => table.drop());

policyBookContract('the book in DynamoDB', () => dynamoPolicyBook(table.client, table.name));
