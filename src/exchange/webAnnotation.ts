// What was found in the W3C's Web Annotation Data Model, as JSON-LD: an annotation a mention, and one a relation that links
// two of them. https://www.w3.org/TR/annotation-model/

import type { SourceSpan } from '../knowledge/documentExtraction';
import { TextPositions } from '../extraction/textPositions';
import type { Exported, ExportedDocument } from './exportedDocument';
import { roundedScore } from './graphTable';
import { documentReference, modelReference, partReference, spertTerms } from './references';

export const annotationContext = 'http://www.w3.org/ns/anno.jsonld';

/** UTF-16 units of text before and after a quote, by which it is told from others of the same words. */
const surroundings = 32;

export function writeWebAnnotation(documents: readonly ExportedDocument[]): Exported {
	const items = documents.flatMap(annotationsOf);
	const collection = {
		'@context': [annotationContext, { spert: spertTerms }],
		type: 'AnnotationCollection',
		label: documents.map(({ known: { name } }) => name).join(', '),
		total: items.length,
		first: { type: 'AnnotationPage', startIndex: 0, items },
	};
	return { files: [{ name: 'results.jsonld', text: `${JSON.stringify(collection, undefined, '\t')}\n` }], losses: [] };
}

function annotationsOf({ known, source }: ExportedDocument): unknown[] {
	const { name, model, extraction } = known;
	const positions = new TextPositions(source);
	const generator = { id: modelReference(model.hash), type: 'Software', name: model.name };
	const mentions = extraction.mentions.map(({ id, type, score, text, span }) => ({
		id: partReference(name, id),
		type: 'Annotation',
		motivation: 'classifying',
		body: bodyOf(type),
		target: {
			source: documentReference(name),
			selector: [
				// The model counts characters as code points.
				{ type: 'TextPositionSelector', start: positions.codePoint(span.start), end: positions.codePoint(span.end) },
				{ type: 'TextQuoteSelector', ...quote(source, span) },
			],
		},
		generator,
		'spert:score': roundedScore(score),
		'spert:text': text,
	}));
	const relations = extraction.relations.map(({ type, symmetric, head, tail, score }, index) => ({
		id: partReference(name, `r${index + 1}`),
		type: 'Annotation',
		motivation: 'linking',
		// About its head, the annotation says its type and what it leads to.
		body: [bodyOf(type), partReference(name, tail)],
		target: partReference(name, head),
		generator,
		'spert:score': roundedScore(score),
		'spert:symmetric': symmetric,
	}));
	return [...mentions, ...relations];
}

function bodyOf(type: string): unknown {
	return { type: 'TextualBody', value: type, purpose: 'classifying' };
}

/** The text of a span with what stands around it; never half of a surrogate pair. */
export function quote(source: string, { start, end }: SourceSpan): { exact: string; prefix: string; suffix: string } {
	const isPair = (offset: number): boolean => /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(source.slice(offset - 1, offset + 1));
	let [from, to] = [Math.max(0, start - surroundings), Math.min(source.length, end + surroundings)];
	from += isPair(from) ? 1 : 0;
	to -= isPair(to) ? 1 : 0;
	return { exact: source.slice(start, end), prefix: source.slice(from, start), suffix: source.slice(end, to) };
}
