import { dynamoPolicyBook } from '../../../shared/aws/exposure/policy-book.ts';
import { policyBookContract } from '../../contract/policy-book.ts';
import { onEachEmulator } from './on-each-emulator.ts';

onEachEmulator('the book', (name, table) =>
  policyBookContract(name, () => dynamoPolicyBook(table().client, table().name)),
);
