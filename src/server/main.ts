// The engine process: forked by a client, it serves the engine over its IPC channel and ends with its client.

import { createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { describeFailure } from '../base/logger';
import { EngineService } from './engineService';
import { registerHandlers } from './handlers';

if (process.send === undefined) {
	process.stderr.write('This is the engine of the SpERT extension: it is started by the editor, not by hand.\n');
	process.exit(2);
}
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const service = new EngineService();
registerHandlers(connection, service);
connection.listen();

process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (failure) => {
	process.stderr.write(`${describeFailure(failure)}\n`, () => process.exit(1));
});
