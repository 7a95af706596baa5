// A growing series of values over iterations, kept as a bounded number of points: where there are too many, neighbours become
// their mean.

import type { Curve } from '../protocol/trainingPanelProtocol';

const mostPoints = 1000;
/** Of the points that are shown, about this part weighs in on a smoothed one. */
const smoothedPart = 0.03;

interface Point {
	/** The last iteration that the point stands for. */
	x: number;
	sum: number;
	count: number;
}

export class Series {
	#points: Point[] = [];
	/** How many values a point stands for. */
	#perPoint = 1;

	add(x: number, y: number): void {
		const last = this.#points.at(-1);
		if (last !== undefined && last.count < this.#perPoint) {
			last.x = x;
			last.sum += y;
			last.count++;
			return;
		}
		this.#points.push({ x, sum: y, count: 1 });
		if (this.#points.length > mostPoints) {
			this.#halve();
		}
	}

	/** Removes the points that stand for an iteration after `x`. */
	cutAfter(x: number): void {
		this.#points = this.#points.filter((point) => point.x <= x);
	}

	curve(): Curve {
		return { x: this.#points.map(({ x }) => x), y: this.#points.map(({ sum, count }) => sum / count) };
	}

	/** An exponential moving average that starts at the first value, without the bias of a start at 0. */
	smoothed(): Curve {
		const { x, y } = this.curve();
		const keep = 1 - 1 / Math.max(1, smoothedPart * y.length);
		let average = 0;
		let weight = 0;
		return {
			x,
			y: y.map((value) => {
				average = keep * average + (1 - keep) * value;
				weight = keep * weight + (1 - keep);
				return average / weight;
			}),
		};
	}

	#halve(): void {
		const halved: Point[] = [];
		for (let index = 0; index < this.#points.length; index += 2) {
			const [first, second] = this.#points.slice(index, index + 2);
			if (first !== undefined) {
				halved.push(second === undefined ? first : { x: second.x, sum: first.sum + second.sum, count: first.count + second.count });
			}
		}
		this.#points = halved;
		this.#perPoint *= 2;
	}
}
