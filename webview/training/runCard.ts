// The head of one run: name, state, progress, figures and buttons. Elements stay while figures change, so focus stays too.

import type { FromTrainingPanel, RunState, RunView } from '../../src/protocol/trainingPanelProtocol';
import { button, make, setText } from '../shared/elements';
import { t } from '../shared/texts';
import { slotCount } from './chart';
import { duration, megabytes, rate } from './formats';

const stateNames: Readonly<Record<RunState, string>> = {
	starting: t('Starting'),
	running: t('Training'),
	stopping: t('Stopping: saving its state'),
	stopped: t('Stopped'),
	finished: t('Finished'),
	failed: t('Failed'),
	ended: t('Ended unexpectedly'),
	unknown: t('Not started here'),
};

const factNames = {
	epoch: t('Epoch'),
	update: t('Update'),
	timeLeft: t('Time left'),
	sentencesPerSecond: t('Sentences/s'),
	memory: t('Memory'),
	batch: t('Batch'),
	trained: t('Trained'),
	device: t('Device'),
} as const;
type Fact = keyof typeof factNames;
// In the order in which they are shown.
const factKeys = Object.keys(factNames) as Fact[];

export class RunCard {
	readonly element = make('li', 'run');
	readonly #swatch = make('span', 'swatch');
	readonly #name = make('h2');
	readonly #state = make('span', 'state');
	readonly #failure = make('p', 'failure');
	readonly #progress = make('progress');
	readonly #facts: Readonly<Record<Fact, HTMLElement>>;
	readonly #stop: HTMLButtonElement;
	readonly #resume: HTMLButtonElement;
	readonly #useModel: HTMLButtonElement;
	readonly #close: HTMLButtonElement;

	/** @param run what tells the run apart */
	constructor(run: () => string, post: (message: FromTrainingPanel) => void) {
		this.#state.setAttribute('role', 'status');
		const facts = factKeys.map((fact) => [fact, make('dd')] as const);
		// Each is there: they are made from the list.
		this.#facts = Object.fromEntries(facts) as Record<Fact, HTMLElement>;
		this.#stop = button(t('Stop'), () => post({ kind: 'stop', run: run() }));
		this.#resume = button(t('Resume'), () => post({ kind: 'resume', run: run() }));
		this.#useModel = button(t('Use This Model'), () => post({ kind: 'useModel', run: run() }));
		this.#stop.className = 'primary';
		this.#resume.className = 'primary';
		this.#useModel.className = 'primary';
		const examples = button(t('Examples'), () => post({ kind: 'showExamples', run: run() }));
		const output = button(t('Output'), () => post({ kind: 'showOutput', run: run() }));
		this.#close = button(t('Remove'), () => post({ kind: 'remove', run: run() }));
		this.element.append(
			make('div', 'heading', this.#swatch, this.#name, this.#state),
			this.#progress,
			make('dl', 'facts', ...facts.map(([fact, value]) => make('div', '', make('dt', '', factNames[fact]), value))),
			this.#failure,
			make('div', 'buttons', this.#stop, this.#resume, this.#useModel, examples, output, this.#close),
		);
	}

	show(view: RunView, index: number, isOnly: boolean): void {
		const { name, state, iteration, totalUpdates, updatesPerEpoch, failure } = view;
		this.#swatch.style.background = `var(--slot${(index % slotCount) + 1})`;
		this.#swatch.hidden = isOnly;
		setText(this.#name, name);
		this.element.dataset['state'] = state;
		setText(this.#state, stateText(view));
		setText(this.#failure, [failure, ...view.warnings].filter((text) => text !== '').join('\n'));
		this.#failure.hidden = this.#failure.textContent === '';
		this.#progress.max = Math.max(1, totalUpdates);
		this.#progress.value = iteration;
		this.#progress.setAttribute('aria-label', t('Updates of {0}', name));
		const epochs = updatesPerEpoch === 0 ? 0 : Math.round(totalUpdates / updatesPerEpoch);
		const epoch = updatesPerEpoch === 0 ? 0 : Math.min(epochs, Math.floor(iteration / updatesPerEpoch) + 1);
		const values: Readonly<Record<Fact, string>> = {
			epoch: epochs === 0 ? '–' : t('{0} of {1}', epoch, epochs),
			update: totalUpdates === 0 ? '–' : t('{0} of {1}', iteration, totalUpdates),
			timeLeft: duration(view.timeLeft),
			sentencesPerSecond: rate(view.sentencesPerSecond),
			memory: megabytes(view.memory),
			batch: batchText(view),
			trained: trainedText(view),
			device: view.device ?? '–',
		};
		for (const fact of factKeys) {
			setText(this.#facts[fact], values[fact]);
		}
		this.#offer(this.#stop, view.canStop);
		this.#offer(this.#resume, view.canResume);
		this.#offer(this.#useModel, view.canUseModel);
		this.#close.hidden = isOnly;
	}

	/** A button that goes away under the focus hands it to the next. */
	#offer(offered: HTMLButtonElement, isOffered: boolean): void {
		const hadFocus = document.activeElement === offered;
		offered.hidden = !isOffered;
		if (hadFocus && !isOffered) {
			this.element.querySelector<HTMLButtonElement>('button:not([hidden])')?.focus();
		}
	}
}

function stateText({ state, evaluating, preparing }: RunView): string {
	if (evaluating !== null) {
		return t('Evaluating after epoch {0}', evaluating);
	}
	if (preparing === null || state !== 'running') {
		return stateNames[state];
	}
	const { what, done, total } = preparing;
	return what === 'teachers' ? t('Asking teachers: {0} of {1} sentences', done, total) : t('Computing frozen layers: {0} of {1}', done, total);
}

function batchText({ batchSize, accumulationSteps }: RunView): string {
	if (batchSize === null) {
		return '–';
	}
	return accumulationSteps === null || accumulationSteps === 1 ? String(batchSize) : `${batchSize} × ${accumulationSteps}`;
}

/** Which part of the model is trained. */
function trainedText({ encoderLayers, frozenLayers, loraRank }: RunView): string {
	if (encoderLayers === null || frozenLayers === null) {
		return '–';
	}
	const layers = frozenLayers === 0 ? t('all layers') : t('layers {0} to {1}', frozenLayers + 1, encoderLayers);
	if (loraRank !== null && loraRank > 0) {
		return t('LoRA of rank {0}, {1}', loraRank, layers);
	}
	return frozenLayers === encoderLayers ? t('classifiers only') : layers;
}
