// What is known of a run by the lines of its progress.jsonl: curves, evaluations, speed. Takes lines as they come, in any
// number; long runs keep a bounded number of points.

import type { ProgressLine } from '../protocol/trainingFiles';
import type { Curve, RunEvaluation, RunView } from '../protocol/trainingPanelProtocol';
import { Series } from './series';

export type RunFiguresView = Pick<
	RunView,
	| 'updatesPerEpoch'
	| 'totalUpdates'
	| 'iteration'
	| 'evaluating'
	| 'preparing'
	| 'batchSize'
	| 'accumulationSteps'
	| 'encoderLayers'
	| 'frozenLayers'
	| 'loraRank'
	| 'device'
	| 'sentencesPerSecond'
	| 'timeLeft'
	| 'memory'
	| 'loss'
	| 'smoothedLoss'
	| 'learningRate'
	| 'evaluations'
	| 'warnings'
>;

/** Speed is that of the last this many updates. */
const speedWindow = 50;
const mostWarnings = 20;
const empty: Curve = { x: [], y: [] };

export class RunFigures {
	#started: Extract<ProgressLine, { kind: 'started' }> | undefined;
	#last: Extract<ProgressLine, { kind: 'step' }> | undefined;
	#evaluating: number | null = null;
	#preparing: RunView['preparing'] = null;
	#evaluations: RunEvaluation[] = [];
	#warnings: string[] = [];
	#finished = false;
	readonly #loss = new Series();
	readonly #learningRate = new Series();
	/** The time between each of the last updates and the one before, in milliseconds, without what evaluations took. */
	#durations: number[] = [];
	#previousTime: number | undefined;

	/** Whether the run has said that it is complete. */
	get isFinished(): boolean {
		return this.#finished;
	}

	/** What the run calls itself. */
	get label(): string | null {
		return this.#started?.label ?? null;
	}

	add(line: ProgressLine): void {
		switch (line.kind) {
			case 'started':
				this.#goBackTo(line.startIteration, line.updatesPerEpoch);
				this.#started = line;
				this.#previousTime = line.time;
				break;
			case 'step':
				this.#addStep(line);
				break;
			case 'preparing':
				this.#preparing = line.done < line.total ? { what: line.what, done: line.done, total: line.total } : null;
				this.#previousTime = undefined;
				break;
			case 'evaluating':
				this.#evaluating = line.epoch;
				this.#previousTime = undefined;
				break;
			case 'evaluated':
				this.#evaluating = null;
				this.#evaluations.push({ epoch: line.epoch, isBest: line.isBest, scores: line.scores });
				break;
			case 'warning':
				if (this.#warnings.length < mostWarnings && !this.#warnings.includes(line.message)) {
					this.#warnings.push(line.message);
				}
				break;
			case 'stateSaved':
				// Writing takes time that is no update's.
				this.#previousTime = undefined;
				break;
			case 'finished':
				this.#finished = true;
				this.#evaluating = null;
				break;
			default:
				line satisfies never;
		}
	}

	view(): RunFiguresView {
		const { updatesPerEpoch = 0, totalUpdates = 0, startIteration = 0, batchSize = null, accumulationSteps = null } = this.#started ?? {};
		const { encoderLayers = null, frozenLayers = null, loraRank = null, device = null } = this.#started ?? {};
		const iteration = this.#last?.globalIteration ?? startIteration;
		const mean = this.#durations.reduce((sum, duration) => sum + duration, 0) / this.#durations.length;
		const isTimed = this.#durations.length > 0 && mean > 0;
		return {
			updatesPerEpoch,
			totalUpdates,
			iteration,
			evaluating: this.#evaluating,
			preparing: this.#preparing,
			batchSize,
			accumulationSteps,
			encoderLayers,
			frozenLayers,
			loraRank,
			device,
			sentencesPerSecond: isTimed && batchSize !== null ? (1000 * batchSize * (accumulationSteps ?? 1)) / mean : null,
			timeLeft: isTimed && !this.#finished ? (totalUpdates - iteration) * mean : null,
			memory: this.#last?.memory ?? null,
			loss: this.#last === undefined ? empty : this.#loss.curve(),
			smoothedLoss: this.#last === undefined ? empty : this.#loss.smoothed(),
			learningRate: this.#last === undefined ? empty : this.#learningRate.curve(),
			evaluations: this.#evaluations,
			warnings: this.#warnings,
		};
	}

	#addStep(line: Extract<ProgressLine, { kind: 'step' }>): void {
		this.#evaluating = null;
		this.#preparing = null;
		this.#loss.add(line.globalIteration, line.entityLoss + line.relationLoss);
		this.#learningRate.add(line.globalIteration, line.nextLearningRate);
		if (this.#previousTime !== undefined) {
			this.#durations.push(line.time - this.#previousTime);
			this.#durations = this.#durations.slice(-speedWindow);
		}
		this.#previousTime = line.time;
		this.#last = line;
	}

	/** A resumed run repeats what it had done since its state was saved. */
	#goBackTo(iteration: number, updatesPerEpoch: number): void {
		this.#loss.cutAfter(iteration);
		this.#learningRate.cutAfter(iteration);
		this.#evaluations = this.#evaluations.filter(({ epoch }) => epoch * updatesPerEpoch <= iteration && (iteration > 0 || epoch > 0));
		this.#last = undefined;
		this.#durations = [];
		this.#evaluating = null;
		this.#preparing = null;
		this.#finished = false;
	}
}
