// What a training shows in a terminal: one line that keeps up with the steps, tables after evaluations. In a log, where no line
// can be overwritten, a line now and then.

import type { WriteStream } from 'node:tty';
import { scoresTable } from '../engine/evaluation/scoresTable';
import type { TrainingEvent } from '../engine/training/trainingRun';

/** How often a line is written where nothing can be overwritten, in milliseconds. */
const logInterval = 30_000;

export class TrainingOutput {
	readonly #stream: WriteStream;
	readonly #saveFolder: string;
	#totalUpdates = 0;
	#updatesPerEpoch = 0;
	/** Updates before startTime, from which on updates are timed. */
	#startIteration = 0;
	#startTime = 0;
	#iteration = 0;
	#lastShown = 0;
	/** Moving average of the loss. */
	#loss: number | undefined;

	constructor(stream: WriteStream, saveFolder: string) {
		this.#stream = stream;
		this.#saveFolder = saveFolder;
	}

	show(event: TrainingEvent): void {
		switch (event.kind) {
			case 'started':
				this.#totalUpdates = event.totalUpdates;
				this.#updatesPerEpoch = event.updatesPerEpoch;
				this.#startIteration = this.#iteration = event.startIteration;
				this.#startTime = performance.now();
				this.#line(
					`${event.trainedDocuments} documents, ${event.unlabelledDocuments > 0 ? `${event.unlabelledDocuments} without annotations, ` : ''}` +
						`${(event.parameterCount / 1e6).toFixed(1)} million parameters, ` +
						`${event.updatesPerEpoch} updates an epoch, ${event.totalUpdates} in all`,
				);
				if (event.trainedParameterCount < event.parameterCount) {
					this.#line(`Trained: ${(event.trainedParameterCount / 1e6).toFixed(3)} million of them, ${trainedPart(event)}`);
				}
				this.#line(`Saving to ${this.#saveFolder}`);
				if (event.startIteration > 0) {
					this.#line(`Going on after update ${event.startIteration}`);
				}
				break;
			case 'preparing':
				this.#preparing(event);
				break;
			case 'step': {
				const loss = event.step.entityLoss + event.step.relationLoss;
				this.#loss = this.#loss === undefined ? loss : 0.98 * this.#loss + 0.02 * loss;
				this.#progress(event.step.epoch, event.step.globalIteration);
				break;
			}
			case 'warning':
				this.#line(event.message);
				break;
			case 'evaluating':
				this.#overwrite(`evaluating after epoch ${event.epoch}`);
				break;
			case 'evaluated':
				this.#line(`After epoch ${event.epoch}${event.isBest ? ', the best so far' : ''}`);
				this.#line(scoresTable(event.evaluation));
				break;
			case 'stateSaved':
				break;
			case 'finished':
				this.#line(`${event.stoppedEarly ? 'Stopped early. ' : ''}Saved in ${event.modelFolder}`);
				break;
			default:
				event satisfies never;
		}
	}

	/** Leaves the terminal with a clean line. */
	end(): void {
		this.#overwrite('');
	}

	#preparing({ what, done, total }: Extract<TrainingEvent, { kind: 'preparing' }>): void {
		const text = what === 'teachers' ? `teacher: ${done} of ${total} sentences` : `computing the frozen layers: ${done} of ${total} documents`;
		const now = performance.now();
		// What comes between updates does not tell how long they take.
		this.#startTime = now;
		this.#startIteration = this.#iteration;
		if (this.#stream.isTTY) {
			this.#overwrite(`${bar(done / total)} ${text}`);
		} else if (done === total || now - this.#lastShown >= logInterval) {
			this.#lastShown = now;
			this.#line(text);
		}
	}

	#progress(epoch: number, globalIteration: number): void {
		this.#iteration = globalIteration;
		const now = performance.now();
		const interval = this.#stream.isTTY ? 200 : logInterval;
		if (now - this.#lastShown < interval) {
			return;
		}
		this.#lastShown = now;
		const perUpdate = (now - this.#startTime) / Math.max(1, globalIteration - this.#startIteration);
		const left = duration((this.#totalUpdates - globalIteration) * perUpdate);
		const inEpoch = globalIteration - epoch * this.#updatesPerEpoch;
		const text = `epoch ${epoch + 1}: ${inEpoch} of ${this.#updatesPerEpoch}, loss ${(this.#loss ?? 0).toFixed(4)}, ${left} left`;
		if (this.#stream.isTTY) {
			this.#overwrite(`${bar(globalIteration / Math.max(1, this.#totalUpdates))} ${text}`);
		} else {
			this.#line(text);
		}
	}

	#overwrite(text: string): void {
		if (this.#stream.isTTY) {
			this.#stream.write(`\r\u001b[K${text}`);
		}
	}

	#line(text: string): void {
		this.#overwrite('');
		this.#stream.write(`${text}\n`);
	}
}

function trainedPart({ encoderLayers, frozenLayers }: Extract<TrainingEvent, { kind: 'started' }>): string {
	if (frozenLayers === encoderLayers) {
		return 'the classifiers only';
	}
	return frozenLayers === 0 ? 'beside the encoder' : `in layers ${frozenLayers + 1} to ${encoderLayers} of the encoder and the classifiers`;
}

function duration(milliseconds: number): string {
	const minutes = Math.round(milliseconds / 60_000);
	return minutes < 1 ? 'under a minute' : minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const barLength = 20;

/** A bar of which `share`, from 0 to 1, is filled. */
function bar(share: number): string {
	const filled = Math.round(barLength * Math.min(1, Math.max(0, share)));
	return `[${'='.repeat(filled)}${' '.repeat(barLength - filled)}]`;
}
