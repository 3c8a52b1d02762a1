// Reads an AsyncAPI document as its tools do; an error or a warning of theirs is a fault of the document.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
const faults = diagnostics.filter((one) => one.severity <= 1);
for (const { code, message, path } of faults) console.error(`${path.join('/')}: ${code}: ${message}`);
if (!document || faults.length > 0) process.exit(1);
console.log(`${document.allMessages().length} messages, no faults`);
