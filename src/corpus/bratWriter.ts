// Writes brat's standoff format: a text of one line a sentence and, apart, its annotations by offsets of code points.
// https://brat.nlplab.org/standoff.html

import type { BratDocument } from './brat';
import { wordOf, type CorpusDocument, type Loss, type LossKind, type Written } from './corpus';

/** Every sentence is a line with single spaces between the tokens. */
export function writeBrat(document: CorpusDocument): Written<BratDocument> {
	const { id } = document;
	const losses: Loss[] = [];
	const lose = (kind: LossKind, what: string): void => void losses.push({ kind, document: id, what });
	const typeName = (type: string): string => {
		const name = type.replace(/\s/g, '_') || '_';
		if (name !== type) {
			lose('changedType', JSON.stringify(type));
		}
		return name;
	};
	let text = '';
	let length = 0;
	let entityCount = 0;
	let relationCount = 0;
	const lines: string[] = [];
	for (const sentence of document.sentences) {
		if (sentence.tokens.length === 0) {
			lose('emptySentence', '');
			continue;
		}
		const words = sentence.tokens.map((token) => wordOf(token, () => lose('changedToken', JSON.stringify(token))));
		const starts: number[] = [];
		const lengths = words.map((word) => [...word].length);
		for (const wordLength of lengths) {
			starts.push(length);
			length += wordLength + 1;
		}
		const firstEntity = entityCount;
		for (const { start, end, type } of sentence.entities) {
			const from = starts[start] ?? 0;
			const to = (starts[end - 1] ?? 0) + (lengths[end - 1] ?? 0);
			lines.push(`T${++entityCount}\t${typeName(type)} ${from} ${to}\t${words.slice(start, end).join(' ')}`);
		}
		for (const { head, tail, type } of sentence.relations) {
			lines.push(`R${++relationCount}\t${typeName(type)} Arg1:T${firstEntity + head + 1} Arg2:T${firstEntity + tail + 1}`);
		}
		text += `${words.join(' ')}\n`;
	}
	return { output: { id, text, annotations: lines.map((line) => `${line}\n`).join('') }, losses };
}
