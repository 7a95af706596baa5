import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/engine/training/random';

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
	const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
	return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function counted(draws: number, bins: number, draw: () => number): number[] {
	const counts = new Array<number>(bins).fill(0);
	for (let index = 0; index < draws; index++) {
		counts[draw()]!++;
	}
	return counts;
}

describe('Random', () => {
	it('repeats for equal arguments, and not for others', () => {
		const numbers = (...[seed, ...purpose]: ConstructorParameters<typeof Random>): number[] => {
			const random = new Random(seed, ...purpose);
			return Array.from({ length: 5 }, () => random.uint32());
		};
		expect(numbers(1, 'order', 2)).toEqual(numbers(1, 'order', 2));
		const purposes = [numbers(1, 'order', 2), numbers(2, 'order', 2), numbers(1, 'order', 3), numbers(1, 'samples', 2), numbers(1)];
		// What is next to each other is told apart: "1", "23" is not "12", "3".
		purposes.push(numbers(1, 'a', 23), numbers(1, 'a2', 3), numbers(1, 'a', 2, 3));
		expect(new Set(purposes.flat()).size).toBe(5 * purposes.length);
	});

	// 255 degrees of freedom: above 360 once in 20,000 tries, and the seeds are fixed.
	it.each([0, 8, 16, 24])('has uniform bits from %i on', (shift) => {
		const random = new Random(3, 'bits');
		expect(chiSquare(counted(100_000, 256, () => (random.uint32() >>> shift) & 255))).toBeLessThan(360);
	});

	it('has uniform first numbers over purposes that differ by a step', () => {
		let step = 0;
		expect(chiSquare(counted(50_000, 256, () => new Random(7, 'dropout', step++).uint32() >>> 24))).toBeLessThan(360);
	});

	it('has numbers of two purposes that know nothing of each other', () => {
		const [one, other] = [new Random(7, 'samples', 1), new Random(7, 'samples', 2)];
		const cells = counted(100_000, 256, () => ((one.uint32() >>> 28) << 4) | (other.uint32() >>> 28));
		expect(chiSquare(cells)).toBeLessThan(360);
	});

	it('is uniform below a bound, also one that does not divide 2³²', () => {
		const random = new Random(11, 'below');
		// 2³² * 2/3: without care the lower half would come twice as often.
		const bound = 2_863_311_531;
		expect(chiSquare(counted(60_000, 3, () => Math.floor((3 * random.below(bound)) / bound)))).toBeLessThan(20);
		expect(chiSquare(counted(60_000, 7, () => random.below(7)))).toBeLessThan(35);
		expect(random.below(1)).toBe(0);
	});

	it('draws different elements, each equally often at each place', () => {
		const random = new Random(13, 'sample');
		const elements = ['a', 'b', 'c', 'd', 'e'];
		const places = [0, 1, 2].map(() => new Map(elements.map((element) => [element, 0])));
		for (let index = 0; index < 20_000; index++) {
			const drawn = random.sample(elements, 3);
			expect(new Set(drawn).size).toBe(3);
			drawn.forEach((element, place) => places[place]!.set(element, places[place]!.get(element)! + 1));
		}
		for (const place of places) {
			expect(chiSquare([...place.values()])).toBeLessThan(30);
		}
		expect(elements).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('draws all where there are no more, in every order equally often', () => {
		const random = new Random(17, 'order');
		const orders = new Map<string, number>();
		for (let index = 0; index < 24_000; index++) {
			const order = random.sample([1, 2, 3, 4], 9).join('');
			orders.set(order, (orders.get(order) ?? 0) + 1);
		}
		expect(orders.size).toBe(24);
		expect(chiSquare([...orders.values()])).toBeLessThan(60);
		expect(random.sample([], 3)).toEqual([]);
		expect(random.sample([1, 2], 0)).toEqual([]);
	});

	it('draws from the normal distribution', () => {
		const random = new Random(19, 'normal');
		const values = Array.from({ length: 100_000 }, () => random.normal(2, 0.5));
		const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
		const moment = (power: number): number => values.reduce((sum, value) => sum + ((value - mean) / 0.5) ** power, 0) / values.length;
		expect(Math.abs(mean - 2)).toBeLessThan(0.01);
		expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
		expect(Math.abs(moment(3))).toBeLessThan(0.05);
		expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
		const within = values.filter((value) => Math.abs(value - 2) < 0.5).length / values.length;
		expect(Math.abs(within - 0.6827)).toBeLessThan(0.01);
	});

	it('chooses by the numbers that it draws one by one otherwise, and goes on after them', () => {
		const [alone, together] = [new Random(3, 'mask'), new Random(3, 'mask')];
		const expected = Array.from({ length: 1000 }, () => (alone.uint32() < 0.3 * 2 ** 32 ? 0 : 1.5));
		const chosen = new Float32Array(1000);
		together.choose(chosen, 0.3, 0, 1.5);
		expect([...chosen]).toEqual(expected);
		expect(together.uint32()).toBe(alone.uint32());
		together.choose(chosen, 0, 0, 1);
		expect(new Set(chosen)).toEqual(new Set([1]));
	});

	it('draws evenly between two bounds', () => {
		const random = new Random(4, 'uniform');
		const values = Array.from({ length: 10_000 }, () => random.uniform(2));
		expect(values.every((value) => value >= -2 && value < 2)).toBe(true);
		expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.05);
	});
});
