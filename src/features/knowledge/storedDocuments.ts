// The port to results of documents that no editor shows.

import { toDisposable } from '../../base/disposable';
import type { Event } from '../../base/event';
import type { KnownDocument } from '../../knowledge/knownDocument';

export interface StoredDocuments {
	/** In the order of their names. Their ids are URIs. */
	readonly all: Iterable<KnownDocument>;
	get(id: string): KnownDocument | undefined;
	/** Fires with the ids of documents that came, changed or went. */
	readonly onDidChange: Event<readonly string[]>;
}

export const nothingStored: StoredDocuments = { all: [], get: () => undefined, onDidChange: () => toDisposable(() => {}) };
