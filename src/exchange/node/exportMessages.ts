// The messages between the editor and the thread that writes exports. Plain data.

import type { KnowledgeGraph } from '../../knowledge/entities/entity';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { Exported } from '../exportedDocument';
import type { ExportFormatId } from '../exportFormats';

/** What a thread is started with, so that it knows what it is. */
export const exportThreadName = 'spert-export';

export type ExportMessage =
	| { readonly kind: 'document'; readonly known: Omit<KnownDocument, 'positionAt'>; readonly source: string }
	/** The graph over the documents, or the rules by which it is made of them. */
	| { readonly kind: 'export'; readonly format: ExportFormatId; readonly graph: KnowledgeGraph | MergeRules };

export type ExportAnswer =
	| { readonly kind: 'exported'; readonly exported: Exported }
	| { readonly kind: 'failed'; readonly description: string };
