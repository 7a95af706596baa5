// CoNLL's lines: a token a line with its tag in the last column, an empty line after a sentence, -DOCSTART- before a
// document. Knows no relations (multihead.ts does).

import { sourceMalformed } from './errors';
import {
	wordOf,
	type Corpus,
	type CorpusDocument,
	type CorpusSentence,
	type Loss,
	type LossKind,
	type Written,
} from './corpus';
import { entitiesOfTags, isTag, tagsOfEntities, withoutOverlaps, type TagScheme } from './tags';

const documentStart = '-DOCSTART-';

/** The token is in the first column. Errors: data.sourceMalformed, naming the line. */
export function readConll(text: string, where: string): Corpus {
	const documents: { id: string; sentences: CorpusSentence[] }[] = [];
	let tokens: string[] = [];
	let tags: string[] = [];
	const current = (): { sentences: CorpusSentence[] } => {
		const last = documents.at(-1);
		if (last !== undefined) {
			return last;
		}
		const first = { id: 'document-0', sentences: [] };
		documents.push(first);
		return first;
	};
	const endSentence = (): void => {
		if (tokens.length > 0) {
			current().sentences.push({ tokens, entities: entitiesOfTags(tags), relations: [] });
			tokens = [];
			tags = [];
		}
	};
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		const columns = columnsOf(line);
		const token = columns[0];
		const tag = columns.at(-1);
		if (token === undefined || tag === undefined) {
			endSentence();
		} else if (token === documentStart) {
			endSentence();
			documents.push({ id: `document-${documents.length}`, sentences: [] });
		} else if (columns.length > 1 && isTag(tag)) {
			tokens.push(token);
			tags.push(tag);
		} else if (!line.startsWith('#')) {
			throw sourceMalformed(`${where}, line ${index + 1}`, 'is no token with a tag such as B-Method or O in the last column');
		}
	}
	endSentence();
	return { documents: documents.filter(({ sentences }) => sentences.length > 0), losses: [] };
}

/** Between tabs a type may have spaces. */
function columnsOf(line: string): readonly string[] {
	if (line.includes('\t')) {
		return line.split('\t').map((column) => column.trim());
	}
	return line.split(/\s+/).filter((column) => column !== '');
}

/** Two columns with a tab between. Documents are told apart where one has several sentences. */
export function writeConll(documents: readonly CorpusDocument[], scheme: TagScheme): Written<string> {
	const losses: Loss[] = [];
	const marksDocuments = documents.some(({ sentences }) => sentences.length > 1);
	const blocks = documents.flatMap(({ id, sentences }) => {
		const lose = (kind: LossKind, what: string): void => void losses.push({ kind, document: id, what });
		const written = sentences.flatMap((sentence): string[] => {
			sentence.relations.forEach(({ type }) => lose('relation', type));
			const flat = withoutOverlaps({ ...sentence, relations: [] }, id, losses);
			if (flat.tokens.length === 0) {
				lose('emptySentence', '');
				return [];
			}
			return [tagLines(flat, scheme, lose).join('')];
		});
		return marksDocuments ? [`${documentStart}\tO\n`, ...written] : written;
	});
	return { output: blocks.join('\n'), losses };
}

function tagLines(sentence: CorpusSentence, scheme: TagScheme, lose: (kind: LossKind, what: string) => void): string[] {
	const tags = tagsOfEntities(sentence, scheme);
	return sentence.tokens.map((token, index) => {
		const word = wordOf(token === documentStart ? 'DOCSTART' : token, () => lose('changedToken', JSON.stringify(token)));
		const tag = tags[index] ?? 'O';
		const oneLine = tag.replace(/[\t\r\n]/g, '_').trimEnd();
		if (oneLine !== tag) {
			lose('changedType', JSON.stringify(tag.slice(2)));
		}
		return `${word}\t${oneLine}\n`;
	});
}
