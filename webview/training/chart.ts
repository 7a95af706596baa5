// One chart: curves over a common axis by uPlot, in the colours of the theme, with a legend of our own and values that can be
// read by mouse and keyboard. Knows nothing of trainings.

import uPlot from 'uplot';
import { make, setText } from '../shared/elements';
import { t } from '../shared/texts';

export interface ChartSeries {
	readonly label: string;
	readonly x: readonly number[];
	readonly y: readonly (number | null)[];
	/** Of the theme's curve colours, from 0. */
	readonly slot: number;
	readonly dash: readonly number[];
	/** Thin and faint, behind another. */
	readonly isFaint: boolean;
	readonly showPoints: boolean;
}

export interface ChartOptions {
	readonly title: string;
	readonly xLabel: string;
	readonly format: (value: number) => string;
	/** The least range of the vertical axis. */
	readonly yRange: (low: number, high: number) => [number, number];
}

const height = 190;
export const slotCount = 6;

export class Chart {
	readonly element: HTMLElement;
	readonly #options: ChartOptions;
	readonly #legend = make('ul', 'legend');
	readonly #values = make('p', 'values');
	readonly #plot = make('div', 'plot');
	#chart: uPlot | undefined;
	#series: readonly ChartSeries[] = [];

	constructor(options: ChartOptions) {
		this.#options = options;
		this.#values.setAttribute('role', 'status');
		this.#plot.tabIndex = 0;
		this.#plot.setAttribute('role', 'img');
		this.#plot.addEventListener('keydown', (event) => this.#move(event));
		this.element = make('figure', 'chart', make('figcaption', '', make('h2', '', options.title), this.#legend), this.#plot, this.#values);
		new ResizeObserver(() => this.#resize()).observe(this.#plot);
	}

	show(series: readonly ChartSeries[]): void {
		const isAlike = sameLook(series, this.#series);
		this.#series = series;
		this.#plot.setAttribute('aria-label', this.#description());
		if (isAlike && this.#chart !== undefined) {
			this.#chart.setData(this.#data());
			return;
		}
		this.redraw();
	}

	/** Draws anew, as in another theme. */
	redraw(): void {
		this.#chart?.destroy();
		this.#chart = undefined;
		const shown = this.#series.filter(({ x }) => x.length > 0);
		const named = shown.filter(({ isFaint }) => !isFaint);
		this.#legend.replaceChildren(...named.map((series) => make('li', '', sample(series), series.label)));
		if (shown.length > 0) {
			this.#chart = new uPlot(this.#uPlotOptions(), this.#data(), this.#plot);
		}
	}

	#data(): uPlot.AlignedData {
		const tables = this.#series.map(({ x, y }): uPlot.AlignedData => [[...x], [...y]]);
		return tables.length === 0 ? [[]] : uPlot.join(tables);
	}

	#uPlotOptions(): uPlot.Options {
		const style = getComputedStyle(document.body);
		const color = (name: string): string => style.getPropertyValue(name).trim();
		const axis = {
			stroke: color('--text'),
			font: `11px ${style.fontFamily}`,
			grid: { stroke: color('--line'), width: 0.5 },
			ticks: { stroke: color('--line'), width: 0.5 },
		};
		return {
			width: this.#width(),
			height,
			legend: { show: false },
			cursor: { drag: { x: false, y: false }, points: { size: 6 } },
			scales: {
				x: { time: false },
				y: { range: (_chart, low, high) => this.#options.yRange(low ?? 0, high ?? 1) },
			},
			axes: [
				{ ...axis, label: this.#options.xLabel, labelSize: 18, labelFont: axis.font, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] },
				{ ...axis, size: 56, values: (_chart, values) => values.map((value) => this.#options.format(value)) },
			],
			series: [
				{},
				...this.#series.map((series): uPlot.Series => ({
					label: series.label,
					stroke: color(`--slot${(series.slot % slotCount) + 1}`),
					width: series.isFaint ? 0.6 : 2,
					alpha: series.isFaint ? 0.5 : 1,
					dash: [...series.dash],
					spanGaps: true,
					points: { show: series.showPoints, size: 6 },
				})),
			],
			hooks: { setCursor: [(chart) => this.#tell(chart.cursor.idx ?? undefined)] },
		};
	}

	/** The values at a place, in words. */
	#tell(index: number | undefined): void {
		const data = this.#chart?.data;
		const x = index === undefined ? undefined : data?.[0][index];
		if (data === undefined || index === undefined || x === undefined) {
			setText(this.#values, '');
			return;
		}
		const told = this.#series.flatMap(({ label, isFaint }, number) => {
			const value = data[number + 1]?.[index];
			return isFaint || value === null || value === undefined ? [] : [`${label} ${this.#options.format(value)}`];
		});
		setText(this.#values, `${this.#options.xLabel} ${x}: ${told.join(', ')}`);
	}

	#move(event: KeyboardEvent): void {
		const chart = this.#chart;
		const length = chart?.data[0].length ?? 0;
		const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -length, End: length };
		const step = steps[event.key];
		if (chart === undefined || step === undefined || length === 0) {
			return;
		}
		event.preventDefault();
		const from = chart.cursor.idx ?? (step > 0 ? -1 : length);
		const index = Math.min(length - 1, Math.max(0, from + step));
		chart.setCursor({ left: chart.valToPos(chart.data[0][index] ?? 0, 'x'), top: height / 3 });
		this.#tell(index);
	}

	#description(): string {
		const told = this.#series
			.filter(({ isFaint, y }) => !isFaint && y.length > 0)
			.map(({ label, y }) => {
				const last = y.at(-1);
				return t('{0}, {1} points, last {2}', label, y.length, last === null || last === undefined ? t('none') : this.#options.format(last));
			});
		return t('{0}: {1}. Arrow keys tell the values.', this.#options.title, told.length === 0 ? t('no figures yet') : told.join('; '));
	}

	#width(): number {
		return Math.max(200, Math.floor(this.#plot.clientWidth));
	}

	#resize(): void {
		const width = this.#width();
		if (this.#chart !== undefined && this.#chart.width !== width) {
			this.#chart.setSize({ width, height });
		}
	}
}

function sameLook(some: readonly ChartSeries[], others: readonly ChartSeries[]): boolean {
	const look = (all: readonly ChartSeries[]): string =>
		JSON.stringify(all.map(({ label, slot, dash, isFaint, showPoints, x }) => [label, slot, dash, isFaint, showPoints, x.length > 0]));
	return look(some) === look(others);
}

/** A piece of the curve, for the legend. */
function sample({ slot, dash }: ChartSeries): SVGElement {
	const namespace = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(namespace, 'svg');
	svg.setAttribute('viewBox', '0 0 24 8');
	svg.setAttribute('class', 'sample');
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS(namespace, 'line');
	for (const [name, value] of Object.entries({ x1: 0, x2: 24, y1: 4, y2: 4, 'stroke-width': 2, 'stroke-dasharray': dash.join(' ') })) {
		line.setAttribute(name, String(value));
	}
	line.style.stroke = `var(--slot${(slot % slotCount) + 1})`;
	svg.append(line);
	return svg;
}
