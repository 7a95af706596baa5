// Tells a person that something failed: what a user can mend with a button that mends it, a bug with a way to its stack.

import * as vscode from 'vscode';
import { CancelledError } from '../base/cancellation';
import { describeFailure, type Logger } from '../base/logger';
import { UserError } from '../base/userError';
import { commandIds } from './contributions';

/** Resolves when the message has been answered or closed. Cancelling is no failure: nothing is shown for it. */
export async function showFailure(failure: unknown, logger: Logger): Promise<void> {
	if (failure instanceof CancelledError) {
		return;
	}
	const showLog = vscode.l10n.t('Show Log');
	if (failure instanceof UserError) {
		logger.log('warn', `${failure.code}: ${failure.message}`);
		const { setting } = failure;
		const openSetting = vscode.l10n.t('Open Setting');
		const choice = await vscode.window.showErrorMessage(failure.message, ...(setting === undefined ? [] : [openSetting]), showLog);
		if (choice === openSetting) {
			await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
		} else if (choice === showLog) {
			await vscode.commands.executeCommand(commandIds.showLog);
		}
		return;
	}
	logger.log('error', describeFailure(failure));
	const message = vscode.l10n.t('SpERT met an internal error. Its log says more.');
	if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) {
		await vscode.commands.executeCommand(commandIds.showLog);
	}
}
