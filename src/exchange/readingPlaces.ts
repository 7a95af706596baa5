// Finds the words of a document's reading that stand at a place of its source.

import { sentenceCount, tokenPlaces, wordsAt, type DocumentReading } from '../documents/documentReading';
import { sourceRangesOf, type SourceRange } from '../documents/sourceRange';

export interface PlacedWords {
	readonly sentence: number;
	/** The tokens that hold them: the first, and the one after the last. */
	readonly firstToken: number;
	readonly endToken: number;
	/** As a reader sees them. */
	readonly text: string;
	readonly ranges: readonly SourceRange[];
}

/** A token by its number in its sentence. */
interface TokenNumber {
	readonly sentence: number;
	readonly token: number;
}

export class ReadingPlaces {
	readonly #reading: DocumentReading;
	readonly #sentences: ReturnType<typeof tokenPlaces>[] = [];
	/** Tokens by where they start in the source. */
	readonly #byStart = new Map<number, TokenNumber[]>();

	constructor(reading: DocumentReading) {
		this.#reading = reading;
		for (let sentence = 0; sentence < sentenceCount(reading); sentence++) {
			const places = tokenPlaces(reading, sentence);
			this.#sentences.push(places);
			for (const [token, { start }] of places.tokens.entries()) {
				const known = this.#byStart.get(start);
				if (known === undefined) {
					this.#byStart.set(start, [{ sentence, token }]);
				} else {
					known.push({ sentence, token });
				}
			}
		}
	}

	/**
	 * The words that stand exactly at a span of the source. A command that stands for several words has them all at one place:
	 * of those, the ones that read as `text`, and the most where nothing is said.
	 * @returns why there are none otherwise
	 */
	wordsAt(span: SourceRange, text?: string): PlacedWords | 'outsideText' | 'acrossSentences' {
		const whole = this.#wholeTokens(span);
		const fitting = text === undefined ? undefined : whole.find((words) => words.text === text);
		const longest = whole.reduce<PlacedWords | undefined>((best, words) => {
			return best === undefined || words.endToken - words.firstToken > best.endToken - best.firstToken ? words : best;
		}, undefined);
		return fitting ?? longest ?? this.#partsOfTokens(span);
	}

	/** Every run of tokens that begins and ends with the span. */
	#wholeTokens({ start, end }: SourceRange): PlacedWords[] {
		return (this.#byStart.get(start) ?? []).flatMap(({ sentence, token }) => {
			const tokens = this.#sentences[sentence]?.tokens ?? [];
			const found: PlacedWords[] = [];
			for (let last = token; (tokens[last]?.end ?? Infinity) <= end; last++) {
				if (tokens[last]?.end === end) {
					const { text, ranges } = wordsAt(this.#reading, sentence, token, last);
					found.push({ sentence, firstToken: token, endToken: last + 1, text, ranges });
				}
			}
			return found;
		});
	}

	/** The characters within the span, where it begins or ends inside a token. */
	#partsOfTokens({ start, end }: SourceRange): PlacedWords | 'outsideText' | 'acrossSentences' {
		const touched = this.#sentences.flatMap(({ block, tokens }, sentence) => {
			const first = tokens.findIndex((token) => token.end > start);
			const last = tokens.findLastIndex((token) => token.start < end);
			const [firstToken, lastToken] = [tokens[first], tokens[last]];
			return first > last || firstToken === undefined || lastToken === undefined
				? []
				: [{ block, sentence, first, last, textStart: firstToken.textStart, textEnd: lastToken.textEnd }];
		});
		const [only, ...others] = touched;
		if (only === undefined) {
			return 'outsideText';
		}
		if (others.length > 0) {
			return 'acrossSentences';
		}
		const { block } = only;
		let { textStart: first, textEnd: last } = only;
		while (first < last && (block.from[first] ?? 0) < start) {
			first++;
		}
		while (last > first && (block.to[last - 1] ?? 0) > end) {
			last--;
		}
		const ranges = sourceRangesOf(block, first, last);
		const isExact = ranges[0]?.start === start && ranges.at(-1)?.end === end;
		return isExact
			? { sentence: only.sentence, firstToken: only.first, endToken: only.last + 1, text: block.text.slice(first, last), ranges }
			: 'outsideText';
	}
}
