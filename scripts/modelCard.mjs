// Measures a model and writes the figures of its card, so that they are made and not typed: all settings and types on each
// dataset, float32 beside what is shipped, calibration, and speed where it is asked for.
// Usage: node scripts/modelCard.mjs MODEL NAME=DATASET… [--float32 MODEL] [--write FILE | --check FILE] [--speed] [--threads N]
// --write puts the figures between the lines <!-- figures --> and <!-- /figures --> of a file, --check fails where others stand
// there (speed is not compared); without either they are printed. The program must be built (npm run build).

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runNode } from './lib/processes.mjs';
import { inProject } from './lib/project.mjs';

/**
 * @typedef {{ precision: number | null, recall: number | null, f1: number | null }} Score
 * @typedef {{ micro: Score, macro: Score, types: Record<string, Score & { support: number }> }} Setting
 * @typedef {{ model: { hash: string, thresholds?: { relation: number, relationTypes: Record<string, number> } }, ner: Setting, rel: Setting, rel_nec: Setting }} Evaluation
 * @typedef {{ before: number, after: number }} Pair
 */

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		float32: { type: 'string' },
		write: { type: 'string' },
		check: { type: 'string' },
		speed: { type: 'boolean', default: false },
		threads: { type: 'string', default: '1' },
	},
});
const [model, ...named] = positionals;
const datasets = named.map((text) => {
	const [name = '', path = ''] = text.split(/=(.*)/s);
	return { name, path };
});
if (model === undefined || datasets.length === 0 || datasets.some(({ path }) => path === '')) {
	console.error('Usage: node scripts/modelCard.mjs MODEL NAME=DATASET… [--float32 MODEL] [--write FILE | --check FILE] [--speed] [--threads N]');
	process.exit(2);
}

const settings = /** @type {const} */ ([
	['ner', 'Entities (span and type)'],
	['rel', 'Relations (type and both spans)'],
	['rel_nec', 'Relations (type, both spans and their types)'],
]);
const speedTitle = '### Speed';
const [first, last] = ['<!-- figures -->', '<!-- /figures -->'];

const evaluations = await evaluateAll(model, 'auto');
const figures = [
	'### Scores\n',
	`Per cent, by \`spert eval\` on the model as it is shipped${thresholdsText(evaluations[0])}.\n`,
	...table(
		['Setting', 'Data', 'Precision', 'Recall', 'F1', 'Macro F1'],
		settings.flatMap(([key, title]) =>
			evaluations.map(({ name, evaluation: { [key]: { micro, macro } } }) => [title, name, percent(micro.precision), percent(micro.recall), `**${percent(micro.f1)}**`, percent(macro.f1)]),
		),
	),
	...byType('ner', 'Entity type'),
	...byType('rel', 'Relation type (both spans)'),
	...byType('rel_nec', 'Relation type (both spans and their types)'),
	...(await precisions()),
	...calibration(),
	...(values.speed ? await speed() : []),
].join('\n');

if (values.write !== undefined) {
	const card = readFileSync(values.write, 'utf8');
	const [start, end] = placeOfFigures(card);
	writeFileSync(values.write, `${card.slice(0, start)}\n${figures}\n${card.slice(end)}`);
} else if (values.check !== undefined) {
	const card = readFileSync(values.check, 'utf8');
	const claimed = withoutSpeed(card.slice(...placeOfFigures(card)).trim());
	const measured = withoutSpeed(figures.trim());
	if (claimed !== measured) {
		console.error(`${values.check} claims other figures than were measured:\n\n${figures}`);
		process.exit(1);
	}
	console.log(`${values.check} claims what was measured.`);
} else {
	console.log(figures);
}

/** @param {string} folder @param {string} precision */
async function evaluateAll(folder, precision) {
	const all = [];
	for (const { name, path } of datasets) {
		all.push({ name, evaluation: await evaluate(folder, path, precision) });
	}
	return all;
}

/** @param {string} folder @param {string} dataset @param {string} precision @returns {Promise<Evaluation>} */
async function evaluate(folder, dataset, precision) {
	const tokenizer = join(folder, 'tokenizer_config.json');
	const isLowercase = existsSync(tokenizer) && JSON.parse(readFileSync(tokenizer, 'utf8')).do_lower_case === true;
	const { code, output } = await runNode(
		[
			...[inProject('dist', 'spert.cjs'), 'eval', '--model_path', folder, '--types_path', join(folder, 'types.json')],
			...['--tokenizer_path', folder, '--dataset_path', dataset, '--format', 'json', '--device', 'cpu'],
			...['--precision', precision, '--threads', values.threads, ...(isLowercase ? ['--lowercase'] : [])],
		],
		{ quiet: true },
	);
	const line = output.split('\n').find((text) => text.startsWith('{'));
	if (code !== 0 || line === undefined) {
		throw new Error(`spert eval failed:\n${output}`);
	}
	return JSON.parse(line);
}

/** @param {'ner' | 'rel' | 'rel_nec'} key @param {string} title */
function byType(key, title) {
	const types = [...new Set(evaluations.flatMap(({ evaluation }) => Object.keys(evaluation[key].types)))];
	const columns = evaluations.flatMap(({ name }) => [`${name}: P`, 'R', 'F1', 'n']);
	const rows = types.map((type) => [
		type,
		...evaluations.flatMap(({ evaluation }) => {
			const found = evaluation[key].types[type];
			return found === undefined ? ['–', '–', '–', '0'] : [percent(found.precision), percent(found.recall), percent(found.f1), String(found.support)];
		}),
	]);
	return ['', ...table([title, ...columns], rows)];
}

/** F1 as shipped beside F1 in float32: of the same weights, or of those that they were made of. */
async function precisions() {
	const float32 = await evaluateAll(values.float32 ?? /** @type {string} */ (model), 'float32');
	const rows = settings.flatMap(([key, title]) =>
		evaluations.map(({ name, evaluation }, index) => {
			const [shipped, whole] = [evaluation[key].micro.f1 ?? 0, float32[index]?.evaluation[key].micro.f1 ?? 0];
			return [title, name, percent(whole), percent(shipped), `${shipped >= whole ? '+' : '−'}${Math.abs(shipped - whole).toFixed(2)}`];
		}),
	);
	return ['\n### float32 and as shipped\n', ...table(['Micro F1', 'Data', 'float32', 'Shipped', ''], rows)];
}

/** What `spert calibrate` has left in the folder; nothing where the model was not calibrated. */
function calibration() {
	const path = join(/** @type {string} */ (model), 'calibration.json');
	if (!existsSync(path)) {
		return [];
	}
	const { dataset, noEntityOffset, temperature, relationSlope, relationOffset, thresholds, entities, relations, shownRelations } = JSON.parse(readFileSync(path, 'utf8'));
	/** @param {string} title @param {any} before @param {any} after */
	const row = (title, before, after) => [title, percent(100 * before.expectedCalibrationError), percent(100 * after.expectedCalibrationError)];
	const own = Object.entries(thresholds.relationTypes).filter(([, threshold]) => threshold !== thresholds.relation);
	return [
		'\n### Calibration\n',
		`On \`${dataset}\`, "after" by cross-validation: "no entity" ${noEntityOffset < 0 ? '' : '+'}${noEntityOffset}, temperature ${temperature.toFixed(3)}; relations: slope ${relationSlope.toFixed(3)}, offset ${relationOffset.toFixed(3)}.`,
		`Relations count from ${thresholds.relation} on${own.map(([type, threshold]) => `, ${type} from ${threshold}`).join('')}.\n`,
		...table(
			['Expected calibration error, 10 bins, per cent', 'Before', 'After'],
			[
				row('Entities', entities.before.reliability, entities.after.reliability),
				row('Relations, all candidates', relations.before.reliability, relations.after.reliability),
				row('Relations that are shown', shownRelations.before, shownRelations.after),
			],
		),
	];
}

/** Of the first dataset: the time of all its sentences less the time of one, so that starting and loading do not count. */
async function speed() {
	const { name, path } = /** @type {{ name: string, path: string }} */ (datasets[0]);
	const folder = mkdtempSync(join(tmpdir(), 'model-card-'));
	try {
		const documents = JSON.parse(readFileSync(path, 'utf8'));
		const one = join(folder, 'one.json');
		writeFileSync(one, JSON.stringify(documents.slice(0, 1)));
		const rates = [];
		for (let run = 0; run < 3; run++) {
			const [short, whole] = [await seconds(one), await seconds(path)];
			rates.push((documents.length - 1) / (whole - short));
		}
		const [, median = 0] = rates.sort((a, b) => a - b);
		return [`\n${speedTitle}\n`, `${median.toFixed(0)} sentences a second on ${name} with ${values.threads === '1' ? 'one thread' : `${values.threads} threads`} (${cpus()[0]?.model.trim()}), median of three runs.`];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** @param {string} dataset */
async function seconds(dataset) {
	const start = performance.now();
	await evaluate(/** @type {string} */ (model), dataset, 'auto');
	return (performance.now() - start) / 1000;
}

/** @param {{ evaluation: Evaluation } | undefined} evaluated */
function thresholdsText(evaluated) {
	return evaluated?.evaluation.model.thresholds === undefined ? ', relation threshold 0.4' : ", the model's own relation thresholds";
}

/** @param {string[]} header @param {string[][]} rows */
function table(header, rows) {
	const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
	return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)];
}

/** @param {number | null} value */
function percent(value) {
	return value === null ? '–' : value.toFixed(2);
}

/** @param {string} card @returns {[start: number, end: number]} */
function placeOfFigures(card) {
	const [start, end] = [card.indexOf(first), card.indexOf(last)];
	if (start < 0 || end < start) {
		throw new Error(`The card has no lines ${first} and ${last}.`);
	}
	return [start + first.length, end];
}

/** @param {string} text */
function withoutSpeed(text) {
	const at = text.indexOf(speedTitle);
	return (at < 0 ? text : text.slice(0, at)).trim();
}
