// The hub's library asks through this instead of the platform's fetch: our connection, within bounds, and nothing but the hub.

import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { Connection, ConnectionFailure } from './connection';
import { downloadLimits } from './download';

/** In bytes, of one answer. */
const largestAnswer = 1 << 24;

/**
 * A `fetch` for questions that have a short answer, with only what such questions need.
 * Errors of it: ConnectionFailure (also where another server than the hub is asked), those of Connection.request; CancelledError.
 */
export function apiFetch(hubUrl: string, cancellation: CancellationToken): typeof fetch {
	return async (input, init) => {
		throwIfCancelled(cancellation);
		const url = input instanceof Request ? input.url : String(input);
		// The hub's answers name the next URL to be asked, with the token: it must be the hub's own.
		if (URL.canParse(url) && new URL(url).origin !== new URL(hubUrl).origin) {
			throw new ConnectionFailure('it points to another server');
		}
		const connection = new Connection(downloadLimits, cancellation);
		try {
			const response = await connection.request(url, Object.fromEntries(new Headers(init?.headers)));
			const chunks: Uint8Array[] = [];
			let length = 0;
			for await (const chunk of connection.bytes(response)) {
				length += chunk.length;
				if (length > largestAnswer) {
					throw new ConnectionFailure(`the answer has more than ${largestAnswer} bytes`);
				}
				chunks.push(chunk);
			}
			const { status, headers } = response;
			return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers });
		} finally {
			connection.dispose();
		}
	};
}
