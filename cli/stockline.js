#!/usr/bin/env node
// Plain JavaScript, so that an old Node says one clear line instead of stumbling over the first type.
import '../node-24.js';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// What Node compiled, and what it made of TypeScript, is kept for the next command, which takes half of the CPU to start
// (`npm run test:start-up`). In the checkout, where only its owner writes; where nobody may write, Node goes on without.
module.enableCompileCache(fileURLToPath(new URL('../.local/compile-cache', import.meta.url)));

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
