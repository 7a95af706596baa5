// Writes an export in a thread of its own, so that the editor answers meanwhile, however many documents there are.

import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Exported, ExportedDocument } from '../../exchange/exportedDocument';
import type { ExportFormatId } from '../../exchange/exportFormats';
import { exportThreadName, type ExportAnswer, type ExportMessage } from '../../exchange/node/exportMessages';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import type { MergeRules } from '../../knowledge/entities/mergeRules';

/**
 * @param bundle path of the exchange bundle
 * @param graph over the documents, or the rules by which it is made of them
 */
export async function exportInThread(
	bundle: string,
	format: ExportFormatId,
	documents: readonly ExportedDocument[],
	graph: KnowledgeGraph | MergeRules,
): Promise<Exported> {
	const worker = new Worker(bundle, { workerData: exportThreadName });
	try {
		const answered = new Promise<ExportAnswer>((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
			worker.once('exit', (code) => reject(new Error(`The thread that exports has ended with code ${code}.`)));
		});
		// It may fail while documents are still on their way: that is told below.
		answered.catch(() => undefined);
		const post = (message: ExportMessage): void => worker.postMessage(message);
		for (const { known, source } of documents) {
			const { id, name, model, extraction } = known;
			post({ kind: 'document', known: { id, name, model, extraction }, source });
			await setImmediate();
		}
		post({ kind: 'export', format, graph });
		const answer = await answered;
		if (answer.kind === 'failed') {
			throw new Error(answer.description);
		}
		return answer.exported;
	} finally {
		await worker.terminate();
	}
}
