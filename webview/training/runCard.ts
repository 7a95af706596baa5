// The head of one run: name, state, progress, figures and buttons. Elements stay while figures change, so focus stays too.

import type { FromTrainingPanel, RunState, RunView } from '../../src/protocol/trainingPanelProtocol';
import { button, make, setText } from '../shared/elements';
import { slotCount } from './chart';
import { duration, megabytes, rate } from './formats';

const stateNames: Readonly<Record<RunState, string>> = {
	starting: 'Starting',
	running: 'Training',
	stopping: 'Stopping: saving its state',
	stopped: 'Stopped',
	finished: 'Finished',
	failed: 'Failed',
	ended: 'Ended unexpectedly',
	unknown: 'Not started here',
};

const factNames = ['Epoch', 'Update', 'Time left', 'Sentences/s', 'Memory', 'Device'] as const;
type Fact = (typeof factNames)[number];

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
		const facts = factNames.map((name) => [name, make('dd')] as const);
		// Each name is there: they are made from the list.
		this.#facts = Object.fromEntries(facts) as Record<Fact, HTMLElement>;
		this.#stop = button('Stop', () => post({ kind: 'stop', run: run() }));
		this.#resume = button('Resume', () => post({ kind: 'resume', run: run() }));
		this.#useModel = button('Use This Model', () => post({ kind: 'useModel', run: run() }));
		this.#stop.className = 'primary';
		this.#resume.className = 'primary';
		this.#useModel.className = 'primary';
		const examples = button('Examples', () => post({ kind: 'showExamples', run: run() }));
		const output = button('Output', () => post({ kind: 'showOutput', run: run() }));
		this.#close = button('Remove', () => post({ kind: 'remove', run: run() }));
		this.element.append(
			make('div', 'heading', this.#swatch, this.#name, this.#state),
			this.#progress,
			make('dl', 'facts', ...facts.map(([name, value]) => make('div', '', make('dt', '', name), value))),
			this.#failure,
			make('div', 'buttons', this.#stop, this.#resume, this.#useModel, examples, output, this.#close),
		);
	}

	show(view: RunView, index: number, isOnly: boolean): void {
		const { name, state, iteration, totalUpdates, updatesPerEpoch, failure, evaluating } = view;
		this.#swatch.style.background = `var(--slot${(index % slotCount) + 1})`;
		this.#swatch.hidden = isOnly;
		setText(this.#name, name);
		this.element.dataset['state'] = state;
		setText(this.#state, evaluating === null ? stateNames[state] : `Evaluating after epoch ${evaluating}`);
		setText(this.#failure, [failure, ...view.warnings].filter((text) => text !== '').join('\n'));
		this.#failure.hidden = this.#failure.textContent === '';
		this.#progress.max = Math.max(1, totalUpdates);
		this.#progress.value = iteration;
		this.#progress.setAttribute('aria-label', `Updates of ${name}`);
		const epochs = updatesPerEpoch === 0 ? 0 : Math.round(totalUpdates / updatesPerEpoch);
		const epoch = updatesPerEpoch === 0 ? 0 : Math.min(epochs, Math.floor(iteration / updatesPerEpoch) + 1);
		const values: Readonly<Record<Fact, string>> = {
			Epoch: epochs === 0 ? '–' : `${epoch} of ${epochs}`,
			Update: totalUpdates === 0 ? '–' : `${iteration} of ${totalUpdates}`,
			'Time left': duration(view.timeLeft),
			'Sentences/s': rate(view.sentencesPerSecond),
			Memory: megabytes(view.memory),
			Device: view.device ?? '–',
		};
		for (const fact of factNames) {
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
