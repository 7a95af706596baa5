// A byte pair or unigram tokenizer as tokenizer.json describes it, checked: of the kinds that encoders have, of bounded size,
// and without regular expressions of its own, which could be made to run for ever.

import * as z from 'zod/mini';
import { tokenizerUnsupported, vocabularyMalformed } from './errors';

const mostPieces = 1 << 22;
const pieceId = z.int().check(z.gte(0), z.lt(mostPieces));
const byLevel = z.looseObject({ type: z.string() });

const bpeSchema = z.looseObject({
	type: z.literal('BPE'),
	vocab: z.record(z.string(), pieceId),
	merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
});
const unigramSchema = z.looseObject({
	type: z.literal('Unigram'),
	vocab: z.array(z.tuple([z.string(), z.number()])).check(z.maxLength(mostPieces), z.minLength(1)),
	unk_id: pieceId,
});
const schema = z.looseObject({
	model: z.union([bpeSchema, unigramSchema]),
	added_tokens: z._default(z.array(z.looseObject({ id: pieceId, content: z.string() })), []),
	normalizer: z.nullish(byLevel),
	pre_tokenizer: z.nullish(byLevel),
	decoder: z.nullish(byLevel),
});

export type TokenizerDefinition = z.infer<typeof schema>;

/** Regular expressions of published tokenizers that are known to end soon. */
const knownPatterns: ReadonlySet<string> = new Set([' {2,}']);

/** Errors: tokenizer.vocabularyMalformed, tokenizer.unsupported. */
export function parseDefinition(path: string, json: unknown): TokenizerDefinition {
	const kind = z.object({ model: z.object({ type: z.string() }) }).safeParse(json);
	if (kind.success && !['BPE', 'Unigram'].includes(kind.data.model.type)) {
		throw tokenizerUnsupported(path, kind.data.model.type);
	}
	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		throw vocabularyMalformed(path, `it is no tokenizer description (${parsed.error.issues[0]?.path.join('.') ?? 'invalid'})`);
	}
	const { model, normalizer, pre_tokenizer: preTokenizer } = parsed.data;
	if (model.type === 'Unigram' && model.unk_id >= model.vocab.length) {
		throw vocabularyMalformed(path, 'its unknown piece is not among its pieces');
	}
	for (const pattern of [...patternsOf(normalizer), ...patternsOf(preTokenizer)]) {
		if (!knownPatterns.has(pattern)) {
			throw tokenizerUnsupported(path, `with the pattern ${pattern.slice(0, 100)}`);
		}
	}
	return withPrefixSpaces(parsed.data);
}

/** The pieces and their numbers, those that were added included. */
export function definedPieces({ model, added_tokens: added }: TokenizerDefinition): ReadonlyMap<string, number> {
	const pieces: (readonly [string, number])[] =
		model.type === 'BPE' ? Object.entries(model.vocab) : model.vocab.map(([piece], id) => [piece, id]);
	return new Map([...pieces, ...added.map(({ content, id }) => [content, id] as const)]);
}

function patternsOf(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) {
		return [];
	}
	return Object.entries(value).flatMap(([key, inner]): string[] =>
		key === 'Regex' ? [String(inner)] : patternsOf(inner),
	);
}

/** Byte-level tokenizers tell a word by the space before it: each token gets one, as in a list of words for transformers. */
function withPrefixSpaces(definition: TokenizerDefinition): TokenizerDefinition {
	return { ...definition, pre_tokenizer: prefixed(definition.pre_tokenizer) as TokenizerDefinition['pre_tokenizer'] };
}

function prefixed(step: unknown): unknown {
	if (typeof step !== 'object' || step === null) {
		return step;
	}
	const entries = Object.entries(step);
	const inner = entries.map(([key, value]) => [key, Array.isArray(value) ? value.map(prefixed) : value] as const);
	const isByteLevel = entries.some(([key, value]) => key === 'type' && value === 'ByteLevel');
	return { ...Object.fromEntries(inner), ...(isByteLevel ? { add_prefix_space: true } : {}) };
}
