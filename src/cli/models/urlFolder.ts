// A folder on any web server as a model that can be downloaded. Such a server lists nothing: the usual names are asked for one by
// one, and only the heads of the answers are read.

import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { Connection, ConnectionFailure } from '../download/connection';
import { downloadLimits } from '../download/download';
import { hubFailed, notFound } from './errors';
import { isWeights, neededFiles, usualFiles, type RemoteFile, type RemoteModel } from './remoteModel';

/**
 * @param url of the folder, or of its config.json
 * @param sha256 of the weights' file, where the user knows it
 * Errors: models.notFound, fileMissing, hubFailed, those of Connection.request; CancelledError.
 */
export async function urlFolder(url: string, sha256: string | undefined, cancellation: CancellationToken): Promise<RemoteModel> {
	const folder = url.replace(/[?#].*$/, '').replace(/\/config\.json$/, '').replace(/\/+$/, '');
	const present: RemoteFile[] = [];
	for (const name of usualFiles) {
		throwIfCancelled(cancellation);
		const file = await look(`${folder}/${name}`, cancellation);
		if (file !== undefined) {
			const check = sha256 !== undefined && isWeights(name) ? { kind: 'sha256' as const, hex: sha256 } : { kind: 'none' as const };
			present.push({ name, url: `${folder}/${name}`, size: file.size, check });
		}
	}
	if (present.length === 0) {
		throw notFound(folder);
	}
	return { from: folder, revision: undefined, licence: undefined, files: neededFiles(folder, present), headers: {} };
}

/** Undefined where there is no such file. */
async function look(url: string, cancellation: CancellationToken): Promise<{ readonly size: number | undefined } | undefined> {
	const connection = new Connection(downloadLimits, cancellation);
	try {
		const { status, headers } = await connection.request(url, { 'Accept-Encoding': 'identity' });
		// Pages that say "not found" with the status of success are pages.
		const isPage = headers.get('content-type')?.startsWith('text/html') === true;
		if (status === 404 || status === 410 || status === 403 || (status === 200 && isPage)) {
			return undefined;
		}
		if (status !== 200) {
			throw hubFailed(url, `status ${status}`);
		}
		const length = headers.get('content-length');
		return { size: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined };
	} catch (failure) {
		if (failure instanceof ConnectionFailure) {
			throw hubFailed(url, failure.cause instanceof Error ? failure.cause.message : failure.message, failure);
		}
		throw failure;
	} finally {
		connection.dispose();
	}
}
