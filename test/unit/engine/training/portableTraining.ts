// Small trainings on the golden data's sentences, in a folder of their own.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource, neverCancelled, type CancellationToken } from '../../../../src/base/cancellation';
import type { Device } from '../../../../src/base/device';
import type { Disposable } from '../../../../src/base/disposable';
import { camelCase, optionsOfCommand, type TrainOptions } from '../../../../src/conf/optionTable';
import { runTraining, type TrainingEvent } from '../../../../src/engine/training/trainingRun';

export const portableFolder = join(import.meta.dirname, '../../../golden/portable');

export interface PortableDocument {
	readonly tokens: readonly string[];
	readonly entities: readonly { readonly type: string; readonly start: number; readonly end: number }[];
	readonly relations: readonly { readonly type: string; readonly head: number; readonly tail: number }[];
}

export function portableDocuments(): PortableDocument[] {
	return JSON.parse(readFileSync(join(portableFolder, 'docs.json'), 'utf8')) as PortableDocument[];
}

interface Ran {
	readonly events: readonly TrainingEvent[];
	/** The run's folder. */
	readonly folder: string;
}

export class TrainingWorkspace implements Disposable {
	readonly folder = mkdtempSync(join(tmpdir(), 'spert-training-'));
	#runs = 0;

	path(name: string): string {
		return join(this.folder, name);
	}

	/** Writes a JSON file and gives its path. */
	write(name: string, content: unknown): string {
		writeFileSync(this.path(name), JSON.stringify(content));
		return this.path(name);
	}

	/** Two epochs over the 16 sentences, with dropout, evaluated after each. */
	options(changed: Partial<TrainOptions> = {}): TrainOptions {
		const defaults = Object.fromEntries(optionsOfCommand('train').map((option) => [camelCase(option.key), option.default]));
		return {
			...(defaults as unknown as TrainOptions),
			modelPath: join(portableFolder, 'encoder'),
			tokenizerPath: portableFolder,
			typesPath: join(portableFolder, 'types.json'),
			trainPath: join(portableFolder, 'docs.json'),
			validPath: join(portableFolder, 'docs.json'),
			savePath: this.folder,
			lowercase: true,
			epochs: 2,
			lr: 1e-3,
			seed: 5,
			...changed,
		};
	}

	newRunFolder(): string {
		const folder = this.path(`run-${this.#runs++}`);
		mkdirSync(folder);
		return folder;
	}

	/** Trains, in a new folder unless one is given; `at` hears of every event and may stop the training. */
	async train(
		options: TrainOptions,
		{ folder = this.newRunFolder(), resume = false, device, at, stateInterval }: {
			folder?: string;
			resume?: boolean;
			device?: Device;
			at?: (event: TrainingEvent, stop: () => void) => void | Promise<void>;
			stateInterval?: number;
		} = {},
	): Promise<Ran> {
		const events: TrainingEvent[] = [];
		const source = new CancellationSource();
		const cancellation: CancellationToken = at === undefined ? neverCancelled : source.token;
		try {
			await runTraining({
				options,
				saveFolder: folder,
				resume,
				threads: 1,
				device,
				cancellation,
				...(stateInterval === undefined ? {} : { stateInterval }),
				async onEvent(event) {
					events.push(event);
					await at?.(event, () => source.cancel());
				},
			});
		} finally {
			source.dispose();
		}
		return { events, folder };
	}

	dispose(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Of a run's final model's weights. */
export function weightsHash(folder: string, model = 'final_model'): string {
	return createHash('sha256').update(readFileSync(join(folder, model, 'model.safetensors'))).digest('hex');
}

/** What a run's steps and evaluations came to, without what may differ between equal runs. */
export function figuresOf(events: readonly TrainingEvent[]): unknown[] {
	return events.flatMap((event): unknown[] => {
		switch (event.kind) {
			case 'step':
				return [event.step];
			case 'evaluated':
				return [{ epoch: event.epoch, isBest: event.isBest, evaluation: event.evaluation, predictions: event.predictions }];
			default:
				return [];
		}
	});
}
