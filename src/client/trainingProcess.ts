// Starts trainings as processes that outlive the window, stops them, and finds out whether one is still there.

import { execFile, spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import type { DeviceChoice } from '../base/device';
import type { StoredTraining, TrainingFiles, TrainingRecord, TrainingRecords } from './trainingRecords';

/** How to run `spert`. */
export interface Program {
	/** A Node executable, or one that is Node with ELECTRON_RUN_AS_NODE. */
	readonly execPath: string;
	/** The bundle of the command line program. */
	readonly path: string;
}

/** What a training computes with. */
export interface TrainingMeans {
	/** 0: as many as the program takes by itself. */
	readonly threads: number;
	readonly device: DeviceChoice;
}

export interface TrainingStart extends Omit<TrainingRecord, 'processId' | 'startTime'>, TrainingMeans {}

/** The environment of a child of the editor that is to be plain Node. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
	return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}

/**
 * Starts a training, detached: it is nobody's child, and its output goes to files.
 * Errors: those of starting a process and of writing the record.
 */
export async function startTraining(program: Program, records: TrainingRecords, start: TrainingStart): Promise<StoredTraining> {
	const { threads, device, ...described } = start;
	const { id, files } = await records.prepare();
	const args = [program.path, 'train', '--config', start.conf, '--section', String(start.section), '--format', 'json'];
	args.push('--device', device, '--stop-file', files.stop, ...(threads > 0 ? ['--threads', String(threads)] : []));
	if (start.resumedRun !== undefined) {
		args.push('--resume', '--run', start.resumedRun);
	}
	const processId = await spawnDetached(program.execPath, args, start.cwd, files);
	return await records.store(id, { ...described, processId, startTime: Date.now() });
}

async function spawnDetached(execPath: string, args: readonly string[], cwd: string, files: TrainingFiles): Promise<number> {
	const output = await open(files.output, 'a');
	const log = await open(files.log, 'a');
	try {
		const child = spawn(execPath, args, {
			cwd,
			env: nodeEnvironment(),
			detached: true,
			windowsHide: true,
			stdio: ['ignore', output.fd, log.fd],
		});
		await new Promise<void>((resolve, reject) => {
			child.once('spawn', resolve);
			child.once('error', reject);
		});
		child.unref();
		if (child.pid === undefined) {
			throw new Error('A process that was started has no id.');
		}
		return child.pid;
	} finally {
		await output.close();
		await log.close();
	}
}

/** Asks a training to save its state and end. It does so after the update that it is at. */
export async function requestStop({ files }: StoredTraining): Promise<void> {
	await writeFile(files.stop, '');
}

/**
 * Whether the training's process is there: a process of its id that has the training's stop file on its command line. An id
 * alone would not do, as ids are given again.
 */
export async function isRunning({ record, id }: StoredTraining): Promise<boolean> {
	return isAlive(record.processId) && ((await commandLineOf(record.processId))?.includes(id) ?? false);
}

function isAlive(processId: number): boolean {
	try {
		process.kill(processId, 0);
		return true;
	} catch (failure) {
		// EPERM: it is there, but somebody else's.
		return failure instanceof Error && 'code' in failure && failure.code === 'EPERM';
	}
}

/** Undefined where there is no such process (any more). */
async function commandLineOf(processId: number): Promise<string | undefined> {
	switch (process.platform) {
		case 'linux':
			return await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => undefined);
		case 'win32': {
			const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${processId}").CommandLine`;
			return await outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query]);
		}
		default:
			return await outputOf('ps', ['-ww', '-o', 'args=', '-p', String(processId)]);
	}
}

function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
	return new Promise((resolve) => {
		// ps fails where there is no such process.
		execFile(command, args, { windowsHide: true }, (failure, stdout) => resolve(failure === null ? stdout : undefined));
	});
}
