// Follows documents that change on disk, for `spert extract --watch`.

import { watch } from 'chokidar';
import { basename } from 'node:path';
import type { CancellationToken } from '../base/cancellation';
import { isPaperName } from '../extraction/findDocuments';
import { isDocumentOf, type DocumentFiles } from './documentFiles';

export interface WatchOptions extends DocumentFiles {
	readonly exclude: readonly string[];
	/** Ends the watch. */
	readonly cancellation: CancellationToken;
	/** One file at a time; a rejection ends the watch. */
	readonly onChanged: (file: string) => Promise<void>;
	/** Called when changes from now on are seen. */
	readonly onReady: () => void;
}

/** A file counts as written when it has kept its size for this long, in milliseconds. */
const settled = 150;

/** Resolves when it is cancelled. Errors: those of the system's watching and of `onChanged`. */
export async function watchDocuments({ files, folders, exclude, cancellation, onChanged, onReady }: WatchOptions): Promise<void> {
	const named = new Set([...files, ...folders]);
	const watcher = watch([...folders, ...files], {
		ignoreInitial: true,
		followSymlinks: false,
		awaitWriteFinish: { stabilityThreshold: settled, pollInterval: 50 },
		// Hidden folders and the like: others are asked for when something in them changes.
		ignored: (path, status) =>
			!named.has(path) && (/^(\.[^.].*|node_modules)$/.test(basename(path)) || (status?.isFile() === true && !isPaperName(basename(path)))),
	});
	try {
		await new Promise<void>((resolve, reject) => {
			let last = Promise.resolve();
			const changed = (file: string): void => {
				last = last.then(async () => {
					const isWanted = named.has(file) || (await Promise.all(folders.map((folder) => isDocumentOf(folder, file, exclude)))).includes(true);
					if (isWanted && !cancellation.isCancellationRequested) {
						await onChanged(file);
					}
				});
				last.catch(reject);
			};
			watcher.on('add', changed).on('change', changed).on('error', reject).on('ready', onReady);
			cancellation.onCancellationRequested(() => resolve());
			if (cancellation.isCancellationRequested) {
				resolve();
			}
		});
	} finally {
		await watcher.close();
	}
}
