// The commands that write results to files and read them from files.

import { commandIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { exportResultsCommand, type ExportOptions } from './exportCommand';
import { importResultsCommand, type ImportOptions } from './importCommand';

export function exchangeCommands(options: ExportOptions & ImportOptions): CommandTable {
	return {
		[commandIds.exportResults]: (argument) => exportResultsCommand(options, argument),
		[commandIds.importResults]: (argument) => importResultsCommand(options, argument),
	};
}
