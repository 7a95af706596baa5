// Repeats the training of the embedded model by its recipe (models/scierc-minilm/train.conf): fetches data, encoders and papers,
// all checked by hash, trains, quantises, calibrates, and compares F1 on the test set with what the card claims. It may be stopped
// at any time and goes on where it was; what lies in the folder already is used, if it has the right hash. The teacher is a model too,
// a larger one: it is quantised and calibrated as scierc-mpnet.
// Usage: npm run train:embedded -- [--to FOLDER] [--threads N] [--replace]
// --replace puts the new model in the place of the embedded one, once its figures are known. The program must be built.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runNode } from './lib/processes.mjs';
import { inProject } from './lib/project.mjs';

/** How far F1 may be below the card's, in points: another processor rounds otherwise, and a training is chaotic. */
const tolerance = 1;
/** Shorter sentences, such as headings, teach little. */
const shortestSentence = '4';

const { values } = parseArgs({
	options: {
		to: { type: 'string', default: 'embedded-training' },
		threads: { type: 'string', default: '1' },
		replace: { type: 'boolean', default: false },
	},
});
const recipe = inProject('models', 'scierc-minilm');
const folder = resolve(values.to);
mkdirSync(folder, { recursive: true });

await spert('fetch', 'scierc', '--to', 'scierc');
await spert('fetch', 'mpnet', '--to', 'mpnet');
await spert('fetch', 'minilm', '--to', 'minilm');
for (const { file, url, sha256 } of JSON.parse(readFileSync(join(recipe, 'papers.json'), 'utf8'))) {
	const paper = join(folder, 'papers', file);
	// The name in the repository may be another one.
	if (!existsSync(paper)) {
		await spert('fetch', url, '--to', dirname(paper), '--sha256', sha256);
		renameSync(join(dirname(paper), basename(new URL(url).pathname)), paper);
	} else if (createHash('sha256').update(readFileSync(paper)).digest('hex') !== sha256) {
		console.error(`${paper} is another file than the recipe names.`);
		process.exit(1);
	}
}
await make('sentences.json', (target) => spert('sentences', 'papers', '--shortest', shortestSentence, '--output', target));
await make('teacher', async (target) => copyFolder(join(await train(1, 'teacher'), 'best_model'), target));
await make('trained', async (target) => copyFolder(join(await train(2, 'embedded'), 'final_model'), target));

// Rounded first, so that what is calibrated is what is shipped.
await make('teacher-int8', (target) => spert('quantize', 'teacher', '--output', target));
await make('scierc-mpnet', (target) => spert('calibrate', 'teacher-int8', '--dataset', 'scierc/scierc_dev.json', '--output', target));
await make('trained-int8', (target) => spert('quantize', 'trained', '--output', target));
await make('embedded', (target) => spert('calibrate', 'trained-int8', '--dataset', 'scierc/scierc_dev.json', '--output', target));

const found = await evaluate('embedded');
const claimed = JSON.parse(readFileSync(join(recipe, 'results.json'), 'utf8'));
writeFileSync(join(folder, 'embedded', 'results.json'), `${JSON.stringify(found, undefined, 2)}\n`);
console.log('\nF1 on SciERC’s test set, per cent   here    card');
const lower = /** @type {const} */ (['entityF1', 'relationF1', 'relationWithEntitiesF1']).filter((setting) => {
	console.log(`${setting.padEnd(33)}${found[setting].toFixed(2).padStart(7)}${claimed[setting].toFixed(2).padStart(8)}`);
	return found[setting] < claimed[setting] - tolerance;
});
if (values.replace) {
	for (const name of readdirSync(join(folder, 'embedded'))) {
		cpSync(join(folder, 'embedded', name), join(recipe, name));
	}
	console.log(`${recipe} holds the new model: its card wants new figures (scripts/modelCard.mjs).`);
} else if (lower.length > 0) {
	console.error(`More than ${tolerance} point below the card: ${lower.join(', ')}.`);
	process.exit(1);
}

/** Runs the program in the folder. @param {string[]} args @returns {Promise<void>} */
async function spert(...args) {
	const { code } = await runNode([inProject('dist', 'spert.cjs'), ...args], { cwd: folder });
	if (code !== 0) {
		process.exit(code);
	}
}

/** Makes a file or folder unless it is there; under another name first, so that one that is there is whole. @param {string} name @param {(target: string) => Promise<void>} how */
async function make(name, how) {
	if (existsSync(join(folder, name))) {
		return;
	}
	const unfinished = `${name}.unfinished`;
	rmSync(join(folder, unfinished), { recursive: true, force: true });
	await how(unfinished);
	renameSync(join(folder, unfinished), join(folder, name));
}

/** Trains a section of the recipe, or goes on with it. @param {number} section @param {string} label @returns {Promise<string>} the run's folder */
async function train(section, label) {
	const runs = () => {
		const all = join(folder, 'runs', 'save', label);
		return existsSync(all) ? readdirSync(all).sort().map((name) => join(all, name)) : [];
	};
	const isUnfinished = runs().some((run) => existsSync(join(run, 'training_state.safetensors')));
	const arguments_ = ['train', '--config', join(recipe, 'train.conf'), '--section', String(section), '--threads', values.threads];
	await spert(...arguments_, ...(isUnfinished ? ['--resume'] : []));
	const finished = runs().filter((run) => existsSync(join(run, 'final_model'))).at(-1);
	if (finished === undefined) {
		// Stopped, with its state saved.
		process.exit(1);
	}
	return finished;
}

/** @param {string} from @param {string} to below the folder */
function copyFolder(from, to) {
	cpSync(from, join(folder, to), { recursive: true });
}

/** @param {string} model @returns {Promise<{ dataset: string, entityF1: number, relationF1: number, relationWithEntitiesF1: number }>} */
async function evaluate(model) {
	const { code, output } = await runNode(
		[
			...[inProject('dist', 'spert.cjs'), 'eval', '--model_path', model, '--types_path', join(model, 'types.json'), '--tokenizer_path', model],
			...['--dataset_path', join('scierc', 'scierc_test.json'), '--lowercase', '--format', 'json', '--device', 'cpu', '--threads', values.threads],
		],
		{ cwd: folder, quiet: true },
	);
	const line = output.split('\n').find((text) => text.startsWith('{'));
	if (code !== 0 || line === undefined) {
		throw new Error(`spert eval failed:\n${output}`);
	}
	const { ner, rel, rel_nec: withTypes } = JSON.parse(line);
	const rounded = (/** @type {number} */ f1) => Math.round(100 * f1) / 100;
	return { dataset: 'SciERC test', entityF1: rounded(ner.micro.f1), relationF1: rounded(rel.micro.f1), relationWithEntitiesF1: rounded(withTypes.micro.f1) };
}
