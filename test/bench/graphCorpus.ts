// Writes shards of results of a corpus that never was, the same at every run: entities that are the rarer the more there are of them, as in
// papers, acronyms with their long forms, relations between what stands in one sentence. It measures nothing.

import { closeSync, openSync, writeSync } from 'node:fs';
import { drawing, type Draw } from './manyDocuments';

const heads = ['model', 'network', 'corpus', 'task', 'method', 'kernel', 'parser', 'metric', 'feature', 'graph', 'estimator', 'grammar'];
const entityTypes = ['Task', 'Method', 'Metric', 'Material', 'Generic', 'OtherScientificTerm'];
const relationTypes = ['Used-for', 'Part-of', 'Evaluate-for', 'Hyponym-of', 'Compare', 'Conjunction', 'Feature-of'];

export interface CorpusShape {
	readonly documents: number;
	readonly mentionsEach: number;
	readonly relationsEach: number;
	/** How many different entities there could be. */
	readonly entities: number;
}

/** @param path of the shard that is written. Returns its size in bytes. */
export function writeShard(path: string, { documents, mentionsEach, relationsEach, entities }: CorpusShape): number {
	const draw = drawing(4_711);
	const file = openSync(path, 'w');
	let bytes = 0;
	try {
		for (let number = 0; number < documents; number++) {
			bytes += writeSync(file, `${JSON.stringify(record(number, draw, mentionsEach, relationsEach, entities))}\n`);
		}
	} finally {
		closeSync(file);
	}
	return bytes;
}

/** Of `count` things one, the first much more often than the last (as in Zipf's law). */
export function drawRank(draw: Draw, count: number): number {
	return Math.min(count - 1, Math.floor(count ** (draw(1 << 24) / (1 << 24))) - 1);
}

export function entityName(rank: number): string {
	const word = (n: number): string => `${'bcdfglmnprstvz'[n % 14]}${'aeiou'[(n >> 2) % 5]}${'lmnrst'[(n >> 4) % 6]}${n.toString(36).replace(/\d/g, (digit) => 'aeiouxyzwq'[Number(digit)] ?? '')}`;
	return `${word(rank * 7 + 3)}ic ${heads[rank % heads.length] ?? ''}`;
}

function record(number: number, draw: Draw, mentionsEach: number, relationsEach: number, count: number): object {
	const perSentence = 3;
	const entities: object[] = [];
	const sentences: object[] = [];
	const acronyms: object[] = [];
	let offset = 0;
	for (let sentence = 1; entities.length < mentionsEach; sentence++) {
		let text = 'We study';
		const start = offset;
		for (let place = 0; place < perSentence && entities.length < mentionsEach; place++) {
			const rank = drawRank(draw, count);
			const name = entityName(rank);
			const isShort = rank % 10 === 0 && draw(3) === 0;
			const short = `${name.slice(0, 1)}${name.split(' ')[1]?.slice(0, 1) ?? ''}${rank.toString(36)}`.toUpperCase();
			const written = isShort ? short : name;
			if (isShort && draw(2) === 0) {
				acronyms.push({ short, long: name });
			}
			const from = start + text.length + 1;
			const end = from + written.length;
			text = `${text} ${written},`;
			const at = { start: from, end, startCodePoint: from, endCodePoint: end, line: sentence, column: from - start + 1, endLine: sentence, endColumn: end - start + 1 };
			const score = (50 + draw(50)) / 100;
			entities.push({ id: `e${entities.length + 1}`, type: entityTypes[rank % entityTypes.length], text: written, score, ...at, alternatives: [], ranges: [{ start: from, end }], sentence });
		}
		text = `${text} and more.`;
		sentences.push({ number: sentence, start, end: start + text.length, text });
		offset = start + text.length + 1;
	}
	const relations = Array.from({ length: relationsEach }, () => {
		const first = draw(mentionsEach - 2);
		const type = relationTypes[draw(relationTypes.length)] ?? '';
		return { type, symmetric: type === 'Compare' || type === 'Conjunction', head: `e${first + 1}`, tail: `e${first + 2 + draw(1)}`, score: (40 + draw(60)) / 100 };
	});
	const file = `papers/${String(number % 100).padStart(2, '0')}/paper-${number}.tex`;
	return { file, model: { name: 'synthetic', hash: '0'.repeat(64) }, entities, relations, sentences, acronyms };
}
