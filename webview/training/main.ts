// The training panel's page: draws what the editor tells, tells what a person asks for, and remembers what it shows.

import * as z from 'zod/mini';
import {
	mostRuns,
	toTrainingPanelSchema,
	type FromTrainingPanel,
	type RunView,
	type ToTrainingPanel,
} from '../../src/protocol/trainingPanelProtocol';
import { Bridge } from '../shared/bridge';
import { button, make } from '../shared/elements';
import { t } from '../shared/texts';
import '../shared/theme.css';
import 'uplot/dist/uPlot.min.css';
import { Curves } from './curves';
import { RunCard } from './runCard';
import { epochsTable, settings, typesTable, type Setting } from './scores';
import './training.css';

const stateSchema = z.object({
	runs: z.array(z.string()),
	/** Whose scores are shown; the first run's where that one is not there. */
	scoresOf: z.string(),
	setting: z.enum(['ner', 'rel', 'rel_nec']),
});
type State = z.infer<typeof stateSchema>;

class TrainingPage {
	readonly #bridge: Bridge<ToTrainingPanel, FromTrainingPanel, State>;
	readonly #cards = new Map<string, RunCard>();
	readonly #list = make('ul', 'runs');
	readonly #curves = new Curves();
	readonly #empty = make('p', 'quiet', t('Waiting for the editor …'));
	readonly #run = make('select');
	readonly #runLabel = make('label', '', `${t('Run')} `, this.#run);
	readonly #setting = make('select');
	readonly #types = scrolling(t('Scores by type'));
	readonly #epochs = scrolling(t('F1 by epoch'));
	readonly #content: HTMLElement;
	#runs: readonly RunView[] = [];
	#shownScores = '';

	constructor(root: HTMLElement) {
		this.#bridge = new Bridge<ToTrainingPanel, FromTrainingPanel, State>({
			schema: toTrainingPanelSchema,
			onMessage: ({ runs }) => this.#show(runs),
			stateSchema,
			initialState: { runs: [], scoresOf: '', setting: 'ner' },
		});
		this.#setting.append(...settings.map(({ key, title }) => new Option(title, key)));
		this.#setting.value = this.#bridge.state.setting;
		this.#setting.addEventListener('change', () => this.#choose({ setting: this.#setting.value as Setting }));
		this.#run.addEventListener('change', () => this.#choose({ scoresOf: this.#run.value }));
		const controls = make('div', 'controls', make('label', '', `${t('Scores of')} `, this.#setting), this.#runLabel);
		const scores = make('section', 'scores', controls, this.#types, this.#epochs);
		scores.setAttribute('aria-label', t('Scores'));
		this.#content = make('div', 'columns', this.#curves.element, scores);
		this.#content.hidden = true;
		const add = button(t('Show More Runs…'), () => this.#bridge.post({ kind: 'addRuns' }));
		root.append(make('main', '', make('header', '', make('h1', '', t('Training')), add), this.#empty, this.#list, this.#content));
		// The editor changes classes and variables when its theme changes.
		new MutationObserver(() => this.#curves.redraw()).observe(document.body, { attributeFilter: ['class'] });
		new MutationObserver(() => this.#curves.redraw()).observe(document.documentElement, { attributeFilter: ['style'] });
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#curves.redraw());
		this.#bridge.post({ kind: 'ready', runs: this.#bridge.state.runs });
	}

	#show(runs: readonly RunView[]): void {
		this.#runs = runs;
		const ids = runs.map(({ id }) => id);
		this.#bridge.setState({ ...this.#bridge.state, runs: ids });
		this.#empty.textContent = t('No run is shown. Start one with "SpERT: Train Model", or show one that has been.');
		this.#empty.hidden = runs.length > 0;
		this.#content.hidden = runs.length === 0;
		this.#showCards(runs);
		this.#curves.show(runs.slice(0, mostRuns));
		this.#showScores();
	}

	#showCards(runs: readonly RunView[]): void {
		for (const [id, card] of this.#cards) {
			if (!runs.some((run) => run.id === id)) {
				card.element.remove();
				this.#cards.delete(id);
			}
		}
		for (const [index, run] of runs.entries()) {
			let card = this.#cards.get(run.id);
			if (card === undefined) {
				card = new RunCard(
					() => run.id,
					(message) => this.#bridge.post(message),
				);
				this.#cards.set(run.id, card);
				this.#list.append(card.element);
			}
			card.show(run, index, runs.length === 1);
		}
	}

	#choose(chosen: Partial<State>): void {
		this.#bridge.setState({ ...this.#bridge.state, ...chosen });
		this.#showScores();
	}

	#showScores(): void {
		const { scoresOf, setting } = this.#bridge.state;
		const run = this.#runs.find(({ id }) => id === scoresOf) ?? this.#runs[0];
		if (run === undefined) {
			return;
		}
		// Drawn anew only if something is new, so that a selection in the tables stays.
		const shown = JSON.stringify([run.id, setting, run.evaluations, this.#runs.map(({ id, name }) => [id, name])]);
		if (shown === this.#shownScores) {
			return;
		}
		this.#shownScores = shown;
		this.#run.replaceChildren(...this.#runs.map(({ id, name }) => new Option(name, id)));
		this.#run.value = run.id;
		this.#runLabel.hidden = this.#runs.length === 1;
		this.#types.replaceChildren(typesTable(run, setting));
		this.#epochs.replaceChildren(epochsTable(run));
	}
}

/** A place for a table that may be wider than there is room: scrolled by keyboard too. */
function scrolling(name: string): HTMLElement {
	const made = make('div', 'scroll');
	made.tabIndex = 0;
	made.setAttribute('role', 'group');
	made.setAttribute('aria-label', name);
	return made;
}

const root = document.getElementById('root');
if (root !== null) {
	new TrainingPage(root);
}
