// Lists of runs and trainings from which a person picks.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { progressFileName } from '../../protocol/trainingFiles';
import { isActive, type Training, type Trainings } from './trainings';

const mostFound = 200;
/** How long the status bar says something, in milliseconds. */
const toldFor = 5000;

/** The log folders of the workspace's runs and of known trainings, the newest first. */
async function knownRuns(trainings: Trainings): Promise<readonly string[]> {
	const found = await vscode.workspace.findFiles(`**/${progressFileName}`, undefined, mostFound);
	const folders = new Set(found.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => dirname(fsPath)));
	for (const { run } of trainings.all) {
		if (run !== undefined) {
			folders.add(run.logFolder);
		}
	}
	// The names of runs begin with their time.
	return [...folders].sort((a, b) => basename(b).localeCompare(basename(a)));
}

/** @param shown those that are not offered. @returns log folders; none where the person picks none */
export async function pickRuns(trainings: Trainings, shown: readonly string[]): Promise<readonly string[]> {
	const runs = (await knownRuns(trainings)).filter((run) => !shown.includes(run));
	const items = runs.map((run) => ({
		label: `${basename(dirname(run))} · ${basename(run)}`,
		description: vscode.workspace.asRelativePath(dirname(run)),
		run,
	}));
	if (items.length === 0) {
		vscode.window.setStatusBarMessage(vscode.l10n.t('There are no other runs in the log folders of this workspace.'), toldFor);
		return [];
	}
	const placeHolder = vscode.l10n.t('Runs to show beside each other');
	const picked = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder, matchOnDescription: true });
	return (picked ?? []).map(({ run }) => run);
}

/** The newest run that there is; undefined if there is none. */
export async function newestRun(trainings: Trainings): Promise<string | undefined> {
	const newest = trainings.all.at(-1);
	return newest?.run?.logFolder ?? newest?.stored.id ?? (await knownRuns(trainings))[0];
}

/** One of several trainings, without asking where there is no choice. */
export async function pickTraining(trainings: readonly Training[], placeHolder: string): Promise<Training | undefined> {
	const items = trainings.toReversed().map((training) => ({
		label: training.stored.record.name,
		description: new Date(training.stored.record.startTime).toLocaleString(),
		training,
	}));
	return items.length <= 1 ? items[0]?.training : (await vscode.window.showQuickPick(items, { placeHolder }))?.training;
}

/** Those that can be resumed, each run once: as its newest training has it. */
export function resumable(trainings: Trainings): readonly Training[] {
	return trainings.all.filter((training) => {
		const { state, run } = training;
		return run !== undefined && !isActive(state) && state !== 'finished' && trainings.ofRun(run.logFolder) === training;
	});
}
