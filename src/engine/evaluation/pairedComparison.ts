// Two models on the same annotated documents: micro F1 of both in each setting, and how sure it is that one is ahead.

import { bootstrapDifference, type BootstrapOptions, type PairedDifference } from './bootstrap';
import { compareDocument, type ComparedDocument, type EvaluatedDocument } from './comparison';
import { defaultBootstrap, tupleTotals } from './details';

/** The same keys as an evaluation's settings; undefined without documents. */
export type PairedComparison = Readonly<Record<keyof ComparedDocument, PairedDifference | undefined>>;

/** @param first what one model predicts @param second what the other one predicts, for the same documents in the same order */
export function pairedComparison(
	first: readonly EvaluatedDocument[],
	second: readonly EvaluatedDocument[],
	options: BootstrapOptions = defaultBootstrap,
): PairedComparison {
	const [a, b] = [first, second].map((documents) => documents.map((document) => compareDocument(document, { noOverlapping: false })));
	const compare = (setting: keyof ComparedDocument): PairedDifference | undefined => {
		const totals = (compared: readonly ComparedDocument[] = []) => compared.map((document) => tupleTotals(document, setting));
		return bootstrapDifference(totals(a), totals(b), options);
	};
	return { ner: compare('ner'), rel: compare('rel'), relNec: compare('relNec') };
}
