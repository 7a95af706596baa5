// WordPiece tokenization of single tokens, with exactly the identifiers that the reference gives them.

import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { cachedTokenizer } from './cachedTokenizer';
import { type Tokenizer } from './tokenizer';
import { type Vocabulary } from './vocabulary';

/** Code points per word beyond which the reference gives up and says [UNK]. */
const longestWord = 100;

export function createWordPieceTokenizer(vocabulary: Vocabulary, lowercase: boolean): Tokenizer {
	const { ids, size, specialTokens } = vocabulary;
	const library = createLibraryTokenizer(vocabulary, lowercase);
	const idOf = (token: string): number => ids.get(token) ?? unknownId;
	const unknownId = ids.get(specialTokens.unknown) ?? 0;
	const split = createSplitter(Object.values(specialTokens) as string[], lowercase);
	return cachedTokenizer({
		clsId: idOf(specialTokens.classification),
		sepId: idOf(specialTokens.separator),
		padId: ids.get(specialTokens.pad) ?? 0,
		unknownId,
		vocabularySize: size,
		lowercase,
		compute: (token) =>
			split(token).flatMap(({ text, special }) => (special ? [idOf(text)] : library.tokenize(text).map((piece) => idOf(piece)))),
		decode: (pieces) => (pieces.length === 0 ? '' : library.decode(Array.from(pieces)).trim()),
	});
}

function createLibraryTokenizer(vocabulary: Vocabulary, lowercase: boolean): HuggingFaceTokenizer {
	// No prototype, so that a piece such as "__proto__" is an entry like any other.
	const vocab: Record<string, number> = Object.create(null) as Record<string, number>;
	for (const [piece, id] of vocabulary.ids) {
		vocab[piece] = id;
	}
	return new HuggingFaceTokenizer(
		{
			added_tokens: [],
			normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase },
			pre_tokenizer: { type: 'BertPreTokenizer' },
			post_processor: null,
			decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
			model: {
				type: 'WordPiece',
				vocab,
				unk_token: vocabulary.specialTokens.unknown,
				continuing_subword_prefix: '##',
				max_input_chars_per_word: longestWord,
			},
		},
		{ clean_up_tokenization_spaces: true },
	);
}

interface Section {
	readonly text: string;
	readonly special: boolean;
}

// The ideographs that BERT sets apart (not kana, not hangul); the library misses those beyond the basic plane.
const ideograph =
	/[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
// Category C: control, format, surrogate, private use and unassigned code points; the library misses the last.
const invisible = /[^\P{C}\t\n\r]|\u{fffd}/gu;

/**
 * The step before the library: cuts special tokens out, lower-cases one code point at a time (a capital sigma always gives
 * the same small one, also at the end of a word), removes what the reference removes, and cuts at blanks.
 */
function createSplitter(specialTokens: readonly string[], lowercase: boolean): (token: string) => Section[] {
	const special = new Set(specialTokens);
	const pattern = new RegExp(`(${[...special].map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`);
	const words = (text: string): Section[] => {
		const lowered = lowercase ? text.replaceAll('Σ', 'σ').toLowerCase() : text;
		return lowered
			.replace(invisible, '')
			.replace(ideograph, ' $& ')
			.split(/\s+/)
			.filter((word) => word !== '')
			.map((word) => ({ text: word, special: special.has(word) }));
	};
	return (token) =>
		token.split(pattern).flatMap((part) => (special.has(part) ? [{ text: part, special: true }] : words(part)));
}
