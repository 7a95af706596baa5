// Makes the folder of the embedded model out of a SpERT folder as the reference writes it: the same weights in the same
// precision as safetensors, without what extraction does not use, and with the types beside them.
// Usage: node scripts/embedModel.mjs SPERT_FOLDER TYPES_JSON TARGET_FOLDER

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [source, typesPath, target] = process.argv.slice(2);
if (target === undefined) {
	throw new Error('Usage: node scripts/embedModel.mjs SPERT_FOLDER TYPES_JSON TARGET_FOLDER');
}
const checkpoint = join(import.meta.dirname, '..', 'src', 'engine', 'checkpoint');
const entry = `
	export { readModelFolder } from './modelFolder';
	export { selectSpertWeights } from './spertWeights';
	export { readWeights } from './weights';
	export { writeModelFolder } from './modelFolderWriter';
	export { loadTokenizer } from '../tokenizer/loadTokenizer';
`;
// Inside the project, so that the bundle finds the project's packages.
const temporary = await mkdtemp(join(import.meta.dirname, '..', 'node_modules', '.embedModel-'));
try {
	const outfile = join(temporary, 'checkpoint.mjs');
	const stdin = { contents: entry, resolveDir: checkpoint, loader: 'ts' };
	await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning' });
	const engine = await import(pathToFileURL(outfile).href);

	const folder = await engine.readModelFolder(source, { typesPath });
	const weights = await engine.readWeights(source);
	const { encoder, heads } = engine.selectSpertWeights(folder.weightFiles.main, weights, folder.config, folder.types);
	const tensors = [...encoder, ...heads.tensors];
	await engine.writeModelFolder(target, {
		config: folder.config,
		tensors: new Map(tensors.map(([name, { dtype, shape, bytes }]) => [name, { dtype, shape, bytes: () => bytes }])),
		vocabulary: await readFile(join(folder.tokenizerFolder, 'vocab.txt'), 'utf8'),
		lowercase: (await engine.loadTokenizer(folder.tokenizerFolder, { lowercase: undefined })).lowercase,
		types: await readFile(typesPath, 'utf8'),
	});
} finally {
	await rm(temporary, { recursive: true });
}
