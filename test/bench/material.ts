// What is measured with: models, sentences and papers; the shared collection where it is there, otherwise the project's own
// sample.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatOf, type DocumentFormat } from '../../src/documents/documentFormat';
import { sentenceCount, tokensOf } from '../../src/documents/documentReading';
import { readDocument } from '../../src/documents/readDocument';
import { referenceFrom, type Reference } from './reference';

export interface Material {
	/** The project's folder. */
	readonly root: string;
	/** The embedded model. */
	readonly model: string;
	/** What is compared with other programs, on the same weights: a model of the reference where it is there, else the embedded one. */
	readonly compared: ComparedModel;
	readonly sentences: readonly (readonly string[])[];
	readonly sentencesAre: string;
	/** What the reference predicted for the sentences, as JSON, where that is recorded. */
	readonly recordedPredictions: string | undefined;
	/** The sentences with their annotation, as JSON, where they are annotated. */
	readonly gold: string | undefined;
	/** All of SciERC's test set, as JSON, where it is there. */
	readonly testSet: string | undefined;
	/** One LaTeX paper and one in Markdown. */
	readonly papers: readonly Paper[];
	/** All documents there are. */
	readonly documents: readonly Paper[];
	/** The reference's model folder and types, as it reads them; undefined where the shared collection is absent. */
	readonly reference: Reference | string;
}

export interface ComparedModel {
	readonly folder: string;
	readonly types: string;
}

export interface Paper {
	readonly name: string;
	readonly source: string;
	readonly format: DocumentFormat;
}

/** @param count how many of the sentences, all where it is not said: fewer show that everything works, not how fast it is */
export function findMaterial(root: string, count?: number): Material {
	const model = join(root, 'models', 'scierc-minilm');
	const shared = join(root, '..', 'shared');
	const sample = ['paper.tex', 'notes.md'].map((file) => readPaper(join(root, 'sample', file)));
	if (!existsSync(join(shared, 'golden', 'bench'))) {
		const sentences = sample.flatMap(({ source, format }) => {
			const reading = readDocument(source, format);
			return Array.from({ length: sentenceCount(reading) }, (_, index) => tokensOf(reading, index));
		}).slice(0, count);
		const sentencesAre = `${sentences.length} sentences of sample/`;
		const reference = 'The reference was not run: its model is not beside the project.';
		const unknown = { recordedPredictions: undefined, gold: undefined, testSet: undefined };
		const compared = { folder: model, types: join(model, 'types.json') };
		return { root, model, compared, sentences, sentencesAre, ...unknown, papers: sample, documents: sample, reference };
	}
	const sentencesFile = join(shared, 'golden', 'bench', 'bench_test_200.json');
	const documents = (JSON.parse(readFileSync(sentencesFile, 'utf8')) as { readonly tokens: readonly string[] }[]).slice(0, count);
	const folder = join(shared, 'documents');
	const compared = {
		folder: join(shared, 'models', 'reference-minilm-scierc'),
		types: join(shared, 'data', 'scierc', 'scierc_types.json'),
	};
	return {
		root,
		model,
		compared,
		sentences: documents.map(({ tokens }) => tokens),
		sentencesAre: `${documents.length} sentences of SciERC's test set`,
		recordedPredictions: recordedFor(documents, join(compared.folder, 'predictions_scierc_test.json')),
		gold: JSON.stringify(documents),
		testSet: readFileSync(join(shared, 'data', 'scierc', 'scierc_test.json'), 'utf8'),
		papers: [join(folder, 'latex', 'dynonet.tex'), join(folder, 'markdown', 'deep-review-categorize.md')].map(readPaper),
		documents: readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => /^(latex|markdown).*\.(tex|md)$/.test(file))
			.sort()
			.map((file) => readPaper(join(folder, file))),
		reference: referenceFrom(process.env, {
			script: join(root, 'test', 'bench', 'timeReference.py'),
			model: compared.folder,
			types: compared.types,
		}),
	};
}

/** The documents' predictions out of a file with those of the whole test set. */
function recordedFor(documents: readonly { readonly tokens: readonly string[] }[], file: string): string {
	const all = JSON.parse(readFileSync(file, 'utf8')) as { readonly tokens: readonly string[] }[];
	const byText = new Map(all.map((document) => [document.tokens.join(' '), document]));
	return JSON.stringify(documents.map(({ tokens }) => byText.get(tokens.join(' '))));
}

function readPaper(file: string): Paper {
	return { name: basename(file), source: readFileSync(file, 'utf8'), format: formatOf(undefined, file) };
}
