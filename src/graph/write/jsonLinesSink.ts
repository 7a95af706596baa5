// The documents' results in the order of their names, as they were, and with each mention the id of the entity that it stands for.

import type { GraphSink, MergedDocument } from '../graphSink';
import { OutputFile } from './outputFile';

export class JsonLinesSink implements GraphSink {
	readonly isOfDocuments = true;
	readonly wantsTexts = false;
	readonly #file: OutputFile;

	/** Errors: graph.outputUnwritable. */
	constructor(path: string) {
		this.#file = new OutputFile(path);
	}

	document({ record, entityIds }: MergedDocument): void {
		const entities = record.entities.map((entity, place) => ({ ...entity, entity: entityIds[place] }));
		this.#file.write(`${JSON.stringify({ ...record, entities })}\n`);
	}

	entity(): void {
		// Said with each mention.
	}

	relation(): void {
		// Likewise.
	}

	finish(): Promise<void> {
		return this.#file.finish();
	}

	discard(): Promise<void> {
		return this.#file.discard();
	}
}
