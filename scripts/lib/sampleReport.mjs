// Runs the command line program on the sample and says in words what it found.

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runNode } from './processes.mjs';
import { inProject, root } from './project.mjs';

/**
 * One line of `spert extract --format json`, as far as it is read here.
 * @typedef {{ file: string, model: { name: string }, device?: string,
 *   entities: { type: string }[], relations: { type: string }[] }} Extraction
 */

/** @returns {string[]} the papers of the sample, absolute */
export function samplePapers() {
	const files = readdirSync(inProject('sample')).filter((file) => /\.(tex|md)$/.test(file));
	return files.sort().reverse().map((file) => inProject('sample', file));
}

/** @returns {Promise<string>} what was found, for a terminal */
export async function reportSample() {
	const started = performance.now();
	const papers = samplePapers().map((file) => relative(root, file));
	const { code, output } = await runNode([join('dist', 'spert.cjs'), 'extract', ...papers, '--format', 'json'], {
		quiet: true,
	});
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	if (code !== 0) {
		return `The sample could not be extracted (exit status ${code}):\n${output}`;
	}
	const lines = output.split('\n').filter((line) => line.startsWith('{'));
	const extractions = lines.map((line) => /** @type {Extraction} */ (JSON.parse(line)));
	const first = extractions[0];
	const { name } = first?.model ?? { name: 'unknown' };
	return [
		...extractions.flatMap(({ file, entities, relations }) => [
			file,
			`  ${entities.length} entities   ${countsByType(entities)}`.trimEnd(),
			`  ${relations.length} relations  ${countsByType(relations)}`.trimEnd(),
		]),
		`Model ${name}, device ${first?.device ?? 'cpu'}, ${seconds} s with loading the model.`,
	].join('\n');
}

/** @param {{ type: string }[]} things @returns {string} such as `Method 12 · Task 4`, the most frequent first */
function countsByType(things) {
	/** @type {Map<string, number>} */
	const counts = new Map();
	for (const { type } of things) {
		counts.set(type, (counts.get(type) ?? 0) + 1);
	}
	return [...counts].sort((a, b) => b[1] - a[1]).map(([type, count]) => `${type} ${count}`).join(' · ');
}
