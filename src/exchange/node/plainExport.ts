// An export asked for in messages, as they cross to another thread: documents one after the other, so that whoever sends them is
// never busy for long, then the format.

import { TextPositions } from '../../extraction/textPositions';
import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import { KnowledgeIndex } from '../../knowledge/entities/knowledgeIndex';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { Exported, ExportedDocument } from '../exportedDocument';
import { exportResults } from '../exportFormats';
import type { ExportMessage } from './exportMessages';

export class PlainExport {
	readonly #documents: ExportedDocument[] = [];

	/** @returns the export, once it is asked for */
	take(message: ExportMessage): Exported | undefined {
		switch (message.kind) {
			case 'document':
				this.#documents.push({ source: message.source, known: withPositions(message.known, message.source) });
				return undefined;
			case 'export': {
				const graph = 'entities' in message.graph ? message.graph : this.#graph(message.graph);
				return exportResults(message.format, this.#documents, graph);
			}
			default:
				return message satisfies never;
		}
	}

	#graph(rules: MergeRules): KnowledgeGraph {
		const index = new KnowledgeIndex();
		index.setRules(rules);
		this.#documents.forEach(({ known }) => index.set(known));
		return index.graph();
	}
}

function withPositions(known: Omit<KnownDocument, 'positionAt'>, source: string): KnownDocument {
	const positions = new TextPositions(source);
	return {
		...known,
		positionAt: (offset) => {
			const { line, column } = positions.lineAndColumn(offset);
			return { line: line - 1, character: column - 1 };
		},
	};
}
