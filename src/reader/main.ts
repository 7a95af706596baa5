// The reader thread: reads documents for the editor, so that its own thread stays free.

import { parentPort } from 'node:worker_threads';
import { describeFailure } from '../base/logger';
import { transferableBuffers, type DocumentReading } from '../documents/documentReading';
import type { DocumentFormat } from '../documents/documentFormat';
import { readDocument } from '../documents/readDocument';
import type { ReadOptions } from '../documents/readOptions';
import type { ReadRequest, ReadResponse } from '../protocol/readerProtocol';

if (parentPort === null) {
	throw new Error('The reader is started by the editor as a thread.');
}
const port = parentPort;
port.on('message', ({ id, source, format, options }: ReadRequest<DocumentFormat, ReadOptions>) => {
	try {
		const reading = readDocument(source, format, options);
		const response: ReadResponse<DocumentReading> = { id, kind: 'read', reading };
		port.postMessage(response, transferableBuffers(reading) as ArrayBuffer[]);
	} catch (failure) {
		const response: ReadResponse<DocumentReading> = { id, kind: 'failed', failure: describeFailure(failure) };
		port.postMessage(response);
	}
});
