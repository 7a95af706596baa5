// The panel's three charts and how a run's figures become their curves.

import type { RunView } from '../../src/protocol/trainingPanelProtocol';
import { make } from '../shared/elements';
import { t } from '../shared/texts';
import { Chart, type ChartSeries } from './chart';
import { figure, percent } from './formats';
import { settings } from './scores';

const solid: readonly number[] = [];
const dashes: readonly (readonly number[])[] = [solid, [6, 4], [2, 3], [10, 3, 2, 3], [14, 4], [1, 5]];

/** More would hide the curve. */
const mostMarkedPoints = 40;

export class Curves {
	readonly element: HTMLElement;
	readonly #loss = new Chart({ title: t('Loss'), xLabel: t('Update'), format: figure, yRange: (_low, high) => [0, high * 1.05 || 1] });
	readonly #f1 = new Chart({
		title: t('F1 after each epoch'),
		xLabel: t('Epoch'),
		format: percent,
		yRange: (low, high) => [Math.max(0, Math.floor(low - 2)), Math.min(100, Math.ceil(high + 2))],
	});
	readonly #learningRate = new Chart({ title: t('Learning rate'), xLabel: t('Update'), format: figure, yRange: (_low, high) => [0, high * 1.05 || 1] });

	constructor() {
		this.element = make('div', 'curves', this.#loss.element, this.#f1.element, this.#learningRate.element);
	}

	show(runs: readonly RunView[]): void {
		const several = runs.length > 1;
		const common = (run: number) => ({ slot: run, dash: several ? (dashes[run] ?? solid) : solid, isFaint: false, showPoints: false });
		this.#loss.show(
			runs.flatMap(({ name, loss, smoothedLoss }, run): ChartSeries[] => [
				// Of several runs the raw curves would hide each other.
				...(several ? [] : [{ ...common(run), ...loss, label: t('Loss'), isFaint: true }]),
				{ ...common(run), ...smoothedLoss, label: several ? name : t('Smoothed loss') },
			]),
		);
		this.#learningRate.show(
			runs.map(({ name, learningRate }, run) => ({ ...common(run), ...learningRate, label: several ? name : t('Learning rate') })),
		);
		this.#f1.show(
			runs.flatMap(({ name, evaluations }, run) =>
				settings.map(({ key, title }, setting): ChartSeries => ({
					label: several ? `${name}: ${title}` : title,
					x: evaluations.map(({ epoch }) => epoch),
					y: evaluations.map(({ scores }) => scores[key].micro.f1),
					slot: several ? run : setting,
					dash: dashes[setting] ?? solid,
					isFaint: false,
					showPoints: evaluations.length <= mostMarkedPoints,
				})),
			),
		);
	}

	redraw(): void {
		for (const chart of [this.#loss, this.#f1, this.#learningRate]) {
			chart.redraw();
		}
	}
}
