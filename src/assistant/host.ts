// The port to whatever an assistant's tools run in: the editor, or the program that speaks the Model Context Protocol.

import type { CancellationToken } from '../base/cancellation';
import type { KnowledgeIndex } from '../knowledge/entities/knowledgeIndex';
import type { KnownDocument } from '../knowledge/knownDocument';

/** What a tool is to extract from. */
export type ExtractionSubject = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string };

export interface AssistantHost {
	/** What is known of all documents. Errors: those of extracting them, where the host does so first. */
	index(cancellation: CancellationToken): Promise<KnowledgeIndex>;
	/** Extracts one document or text. Errors: those of reading it and of the model. */
	extract(subject: ExtractionSubject, cancellation: CancellationToken): Promise<KnownDocument>;
}
