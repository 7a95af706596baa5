// The CoNLL-like lines with relations of Bekoulis et al. (2018, "Joint entity recognition and relation extraction as a
// multi-head selection problem"): "#doc ID", then number, token, BIO tag, relation types and tail numbers a line, tabs
// between. A relation stands at the last token of its head and names the last token of its tail.

import { sourceMalformed } from './errors';
import {
	wordOf,
	type Corpus,
	type CorpusDocument,
	type CorpusSentence,
	type Loss,
	type LossKind,
	type NamedRelation,
	type Written,
} from './corpus';
import { entitiesOfTags, isTag, tagsOfEntities, withoutOverlaps } from './tags';

const noRelation = 'N';

interface TokenLine {
	readonly token: string;
	readonly tag: string;
	readonly types: readonly string[];
	readonly tails: readonly number[];
	readonly where: string;
}

/** Every "#doc" is a document of one sentence. Errors: data.sourceMalformed, naming the line. */
export function readMultihead(text: string, where: string): Corpus {
	const losses: Loss[] = [];
	const blocks: { id: string; lines: TokenLine[] }[] = [];
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		const place = `${where}, line ${index + 1}`;
		const start = /^#doc\s*(.*)$/.exec(line);
		if (start !== null) {
			blocks.push({ id: (start[1] ?? '').trim() || `document-${blocks.length}`, lines: [] });
		} else if (line.trim() !== '') {
			if (blocks.length === 0) {
				blocks.push({ id: 'document-0', lines: [] });
			}
			blocks.at(-1)?.lines.push(tokenLine(line, place));
		}
	}
	return { documents: blocks.map(({ id, lines }) => ({ id, sentences: [sentenceOf(lines, id, losses)] })), losses };
}

function tokenLine(line: string, where: string): TokenLine {
	const [number, token, tag, typeList, tailList] = line.split('\t').map((column) => column.trim());
	const types = textList(typeList ?? '');
	const tails = /^\[[\d\s,]*\]$/.test(tailList ?? '') ? (tailList ?? '').match(/\d+/g)?.map(Number) ?? [] : undefined;
	const isToken = /^\d+$/.test(number ?? '') && token !== undefined && tag !== undefined && isTag(tag);
	if (!isToken || types === undefined || tails?.length !== types.length) {
		throw sourceMalformed(where, "is not number, token, tag, ['relation', …] and [tail, …] with tabs between");
	}
	return { token, tag, types, tails, where };
}

/** A list of texts as Python prints it; undefined for anything else. */
function textList(text: string): string[] | undefined {
	const item = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;
	if (!new RegExp(`^\\[(?:(?:${item})(?:\\s*,\\s*(?:${item}))*)?\\s*\\]$`).test(text)) {
		return undefined;
	}
	return (text.match(new RegExp(item, 'g')) ?? []).map((quoted) => quoted.slice(1, -1).replace(/\\(.)/g, '$1'));
}

function sentenceOf(lines: readonly TokenLine[], document: string, losses: Loss[]): CorpusSentence {
	const entities = entitiesOfTags(lines.map(({ tag }) => tag));
	const byLastToken = new Map(entities.map(({ end }, index) => [end - 1, index]));
	const relations = lines.flatMap(({ types, tails, where }, token) => {
		return types.flatMap((type, number): NamedRelation[] => {
			const tailToken = tails[number];
			if (type === noRelation) {
				return [];
			}
			if (tailToken === undefined || tailToken >= lines.length) {
				throw sourceMalformed(where, `names token ${tailToken ?? ''} of ${lines.length}`);
			}
			const head = byLastToken.get(token);
			const tail = byLastToken.get(tailToken);
			if (head === undefined || tail === undefined) {
				losses.push({ kind: 'relationWithoutEntity', document, what: `${type}, tokens ${token} and ${tailToken}` });
				return [];
			}
			return [{ head, tail, type }];
		});
	});
	return { tokens: lines.map(({ token }) => token), entities, relations };
}

/** Every sentence as a "#doc" of its own. */
export function writeMultihead(documents: readonly CorpusDocument[]): Written<string> {
	const losses: Loss[] = [];
	const blocks = documents.flatMap(({ id, sentences }) => {
		const lose = (kind: LossKind, what: string): void => void losses.push({ kind, document: id, what });
		return sentences.map((sentence, index) => {
			const name = (sentences.length === 1 ? id : `${id}-${index}`).replace(/\s+/g, '_');
			return `#doc ${name}\n${sentenceLines(withoutOverlaps(sentence, id, losses), lose).join('')}`;
		});
	});
	return { output: blocks.join(''), losses };
}

function sentenceLines(sentence: CorpusSentence, lose: (kind: LossKind, what: string) => void): string[] {
	const lastTokens = sentence.entities.map(({ end }) => end - 1);
	const oneLine = (type: string): string => {
		const changed = type.replace(/[\t\r\n]/g, '_').trimEnd();
		if (changed !== type) {
			lose('changedType', JSON.stringify(type));
		}
		return changed;
	};
	const tags = tagsOfEntities(sentence, 'bio');
	return sentence.tokens.map((token, index) => {
		const word = wordOf(token, () => lose('changedToken', JSON.stringify(token)));
		const own = sentence.relations.filter(({ head }) => lastTokens[head] === index);
		const types = own.length === 0 ? [noRelation] : own.map(({ type }) => oneLine(type));
		const tails = own.length === 0 ? [index] : own.map(({ tail }) => lastTokens[tail] ?? 0);
		const list = types.map((type) => `'${type.replace(/['\\]/g, '\\$&')}'`).join(', ');
		return `${index}\t${word}\t${oneLine(tags[index] ?? 'O')}\t[${list}]\t[${tails.join(', ')}]\n`;
	});
}
