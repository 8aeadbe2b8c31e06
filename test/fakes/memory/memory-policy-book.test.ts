import { policyBookContract } from '../../contract/policy-book.ts';
import { MemoryPolicyBook } from './memory-policy-book.ts';

policyBookContract('the book in memory', () => new MemoryPolicyBook());
