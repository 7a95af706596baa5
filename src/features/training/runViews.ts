// A run as the panel shows it: its figures, and what the editor knows of its training.

import { basename, dirname, join } from 'node:path';
import type { RunFigures } from '../../client/runFigures';
import type { RunState, RunView } from '../../protocol/trainingPanelProtocol';
import { isActive, type Training } from './trainings';

/** @param training that of the run, if the editor knows one */
export function runView(logFolder: string, figures: RunFigures, training: Training | undefined): RunView {
	const state = stateOf(figures, training);
	return {
		id: logFolder,
		name: `${figures.label ?? basename(dirname(logFolder))} · ${startOf(logFolder)}`,
		state,
		failure: training?.failure ?? '',
		canStop: (state === 'starting' || state === 'running') && (training === undefined || isActive(training.state)),
		canResume: training !== undefined && !isActive(state) && state !== 'finished',
		canUseModel: state === 'finished' && training?.run !== undefined,
		...figures.view(),
		...(isActive(state) ? {} : { timeLeft: null, evaluating: null }),
	};
}

/** A training whose run has not begun yet, or never did. */
export function runlessView({ stored, state, failure }: Training, figures: RunFigures): RunView {
	return {
		id: stored.id,
		name: stored.record.name,
		state,
		failure,
		canStop: state === 'starting',
		canResume: false,
		canUseModel: false,
		...figures.view(),
	};
}

/** The folder of the model that a finished training has saved. */
export function modelFolderOf({ run }: Training): string | undefined {
	return run && join(run.saveFolder, 'final_model');
}

function stateOf(figures: RunFigures, training: Training | undefined): RunState {
	if (training !== undefined) {
		// The end of the process is heard before the last lines of its file are read: nothing is finished at update 3192 of 3200.
		return training.state === 'finished' && !figures.isFinished ? 'running' : training.state;
	}
	return figures.isFinished ? 'finished' : 'unknown';
}

/** Folders of runs are named 2026-03-01_14-05-09.123456. */
function startOf(logFolder: string): string {
	const name = basename(logFolder);
	const [, day, hour, minute, second] = /^(\d+-\d+-\d+)_(\d+)-(\d+)-(\d+)/.exec(name) ?? [];
	return day === undefined ? name : `${day} ${hour ?? ''}:${minute ?? ''}:${second ?? ''}`;
}
