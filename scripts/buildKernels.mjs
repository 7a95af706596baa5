// Compiles the WebAssembly text of the optimizer into the TypeScript file that carries it as base64. Run it after changing
// the text: `node scripts/buildKernels.mjs`. A test checks that both agree.

import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';
import { inProject } from './lib/project.mjs';

const source = inProject('src', 'engine', 'training', 'adamW.wat');
const target = inProject('src', 'engine', 'training', 'adamWBinary.ts');

/** @returns {Promise<string>} the content of the TypeScript file for the current text */
export async function compiledKernels() {
	const module = (await wabt()).parseWat('adamW.wat', readFileSync(source, 'utf8'), { simd: true });
	const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
	const lines = base64.match(/.{1,110}/g) ?? [];
	return `// adamW.wat, compiled by scripts/buildKernels.mjs. Not for editing.

export const adamWBinary = [
${lines.map((line) => `\t'${line}',`).join('\n')}
].join('');
`;
}

if (process.argv[1] === import.meta.filename) {
	writeFileSync(target, await compiledKernels());
}
