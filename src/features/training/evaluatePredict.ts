// The commands that evaluate a model and predict a file: the command line program does it, the editor shows what came of it.

import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../base/logger';
import { runToEnd } from '../../client/programRun';
import type { Program } from '../../client/trainingProcess';
import type { Command } from '../../conf/optionTable';
import { readSection } from '../../conf/resolveRuns';
import { chooseSection, type ChosenSection } from './chooseSection';
import { runFailed } from './errors';
import type { Reports } from '../../host/reports';
import { failureIn } from './trainingOutcome';

export interface ProgramCommandsOptions {
	readonly program: Program;
	readonly log: Logger;
	readonly reports: Reports;
	/** 0: as many as the program takes by itself. */
	readonly threads: () => number;
}

/** Shows the report beside nothing: as a document of its own. */
export async function evaluateModel(options: ProgramCommandsOptions, argument: unknown): Promise<void> {
	const chosen = await chooseSection('eval', argument);
	if (chosen !== undefined) {
		const title = vscode.l10n.t('Evaluating {0}', chosen.name);
		const report = await run('eval', ['--report'], chosen, title, options);
		await options.reports.show(vscode.l10n.t('Evaluation of {0}', chosen.name), report);
	}
}

/** Opens the file that was written. */
export async function predictFile(options: ProgramCommandsOptions, argument: unknown): Promise<void> {
	const chosen = await chooseSection('predict', argument);
	if (chosen === undefined) {
		return;
	}
	await run('predict', [], chosen, vscode.l10n.t('Predicting {0}', chosen.name), options);
	const path = readSection(chosen.section, 'predict', []).get('predictions_path');
	if (typeof path === 'string') {
		await vscode.window.showTextDocument(vscode.Uri.file(isAbsolute(path) ? path : join(chosen.cwd, path)));
	}
}

async function run(
	command: Command,
	more: readonly string[],
	{ conf, number, cwd, name }: ChosenSection,
	title: string,
	{ program, log, threads }: ProgramCommandsOptions,
): Promise<string> {
	const count = threads();
	const args = [command, '--config', conf, '--section', String(number), ...more];
	const ended = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title, cancellable: true },
		(_progress, token) => runToEnd(program, [...args, ...(count > 0 ? ['--threads', String(count)] : [])], cwd, token),
	);
	if (ended.stderr !== '') {
		log.log('info', `spert ${args.join(' ')}\n${ended.stderr}`);
	}
	if (ended.code !== 0) {
		throw runFailed(name, failureIn(ended.stderr) ?? vscode.l10n.t('It ended with {0}: the log says more.', String(ended.code)));
	}
	return ended.stdout;
}
