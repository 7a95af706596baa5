// The engine process: forked by a client, it serves the engine over its IPC channel and ends with its client. Its one argument
// is the folder in which it keeps what it finds out of this machine.

import { join } from 'node:path';
import { createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { defaultThreads } from '../base/node/defaultThreads';
import { giveWay } from '../base/node/giveWay';
import { describeFailure, type Logger } from '../base/logger';
import { Devices } from '../engine/devices/devices';
import { fallbackNotification, logNotification } from '../protocol/engineProtocol';
import { EngineService } from './engineService';
import { registerHandlers } from './handlers';

if (process.send === undefined) {
	process.stderr.write('This is the engine of the SpERT extension: it is started by the editor, not by hand.\n');
	process.exit(2);
}
giveWay();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const logger: Logger = {
	log: (level, message) => {
		// A client that has gone needs no log.
		connection.sendNotification(logNotification.method, { level, message }).catch(() => {});
	},
};
const devices = new Devices({
	program: join(__dirname, 'probe.cjs'),
	keptPath: process.argv[2] === undefined ? undefined : join(process.argv[2], 'devices.json'),
	threads: defaultThreads(),
	logger,
});
const service = new EngineService({
	devices,
	onFallback: (fallback) => {
		connection.sendNotification(fallbackNotification.method, fallback).catch(() => {});
	},
});
registerHandlers(connection, service, (device, detail) => devices.lost(device, { kind: 'lost', detail }));
connection.listen();

process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (failure) => {
	process.stderr.write(`${describeFailure(failure)}\n`, () => process.exit(1));
});
