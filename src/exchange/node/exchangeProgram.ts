// What the editor loads when somebody first exports or imports: a bundle of its own, as its libraries would double what every
// start of the editor loads. As a thread it writes exports, which of a large workspace takes seconds.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { describeFailure } from '../../base/logger';
import { anchor, importedModel } from '../anchor';
import { exportFormatIds, exportFormats } from '../exportFormats';
import { readBratStandoff, symmetricTypes } from '../importBrat';
import { importFormatIds, importFormats, problemLines } from '../importFormats';
import { lossLines } from '../losses';
import { exportThreadName, type ExportAnswer, type ExportMessage } from './exportMessages';
import { PlainExport } from './plainExport';

export const exchange = {
	exportFormatIds,
	exportFormats,
	lossLines,
	importFormatIds,
	importFormats,
	readBratStandoff,
	symmetricTypes,
	anchor,
	importedModel,
	problemLines,
};

export type Exchange = typeof exchange;

if (!isMainThread && parentPort !== null && workerData === exportThreadName) {
	const port = parentPort;
	const plain = new PlainExport();
	port.on('message', (message: ExportMessage) => {
		let answer: ExportAnswer | undefined;
		try {
			const exported = plain.take(message);
			answer = exported && { kind: 'exported', exported };
		} catch (failure) {
			answer = { kind: 'failed', description: describeFailure(failure) };
		}
		if (answer !== undefined) {
			port.postMessage(answer);
		}
	});
}
