// The documents of a corpus that were set apart, with why.

import type { CorpusQueue, FailedDocument } from './corpus';

const documentsAtOnce = 500;

/** In the order in which they were submitted. Errors: those of the queue. */
export async function* failuresOf(queue: CorpusQueue): AsyncGenerator<FailedDocument> {
	const count = await queue.documentCount();
	for (let start = 0; start < count; start += documentsAtOnce) {
		const documents = await queue.documents(start, Math.min(count, start + documentsAtOnce));
		const states = await queue.states(documents.flatMap((document) => ('job' in document ? [document.job] : [])));
		let number = 0;
		for (const document of documents) {
			if (!('job' in document)) {
				yield { file: document.file, failure: document.failure };
				continue;
			}
			const state = states[number++];
			if (state?.kind === 'failed') {
				yield { file: document.file, failure: state.failure };
			}
		}
	}
}
