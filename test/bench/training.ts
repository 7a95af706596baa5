// Training, ours and the reference in turn, each in a process of its own: the same sentences, encoder and options, one epoch
// in batches of two and one evaluation. Samples and dropout are drawn anew by each side, so losses are alike, not equal.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainOptions } from '../../src/conf/optionTable';
import type { BenchContext } from './benchContext';
import { bertBaseShape, encoderFrom, miniLmShape, writeRandomEncoder } from './encoders';
import { lastJsonLine, runProgram } from './programs';
import type { Section } from './report';
import { measurement, median, type Measurement, type Unit } from './statistics';
import type { TrainRun } from './trainProgram';

const randomWeights = 'random weights';

interface Run extends TrainRun {
	/** From starting the process to its end, in seconds. */
	readonly whole: number;
}

/** What is trained on which encoder. */
interface Task {
	readonly name: string;
	readonly encoder: string;
	readonly encoderIs: string;
	readonly train: string;
	readonly valid: string;
	readonly sentences: number;
	readonly evaluated: number;
	/** Of the encoder. */
	readonly layers: number;
}

/** BERT base takes its time: so many sentences show as much. */
const sentencesForBase = 20;

/**
 * After a few steps from random weights any number of spans may be predicted as entities, and all pairs of them are scored:
 * that says nothing of a trained model, so only the shortest sentences are evaluated then.
 */
const evaluatedOfRandom = 2;

export async function measureTraining(context: BenchContext): Promise<Section[]> {
	const { material, temporary, say } = context;
	const { documents, types, sentencesAre } = findSentences(material.root);
	const vocabulary = join(material.model, 'vocab.txt');
	const task = ({ name, layers }: typeof miniLmShape, encoder: string, encoderIs: string, count: number): Task => {
		const some = documents.slice(0, count);
		const evaluated = encoderIs === randomWeights ? shortest(some, evaluatedOfRandom) : some;
		const write = (part: string, content: readonly Sentence[]): string => {
			const file = join(temporary, `${name.replace(' ', '-')}-${part}.json`);
			writeFileSync(file, JSON.stringify(content));
			return file;
		};
		const files = { train: write('train', some), valid: write('valid', evaluated) };
		return { name, encoder, encoderIs, ...files, sentences: some.length, evaluated: evaluated.length, layers };
	};
	say('making encoders');
	const random = async (shape: typeof miniLmShape): Promise<string> => {
		const folder = join(temporary, `encoder-${shape.hidden}`);
		await writeRandomEncoder(folder, shape, vocabulary);
		return folder;
	};
	const given = encoderFrom(process.env);
	const tasks = [
		task(
			miniLmShape,
			given ?? (await random(miniLmShape)),
			given === undefined ? randomWeights : 'all-MiniLM-L6-v2',
			documents.length,
		),
		task(bertBaseShape, await random(bertBaseShape), randomWeights, sentencesForBase),
	];
	const sections: Section[] = [];
	for (const one of tasks) {
		for (const threads of [1, 2]) {
			sections.push(await measureTask(context, one, { types, sentencesAre, threads }));
		}
		sections.push(await measureEconomy(context, one, { types, sentencesAre }));
	}
	return sections;
}

/** Ways to train less than everything, or from less memory, by the encoder's number of layers. */
const economies = (layers: number): Readonly<Record<string, Partial<TrainOptions>>> => ({
	everything: {},
	'LoRA of rank 8': { loraRank: 8 },
	'upper half of the layers': { freezeLayers: layers / 2 },
	'upper half by LoRA': { freezeLayers: layers / 2, loraRank: 8 },
	'classifiers only': { freezeLayers: layers },
	'2 batches of 1 an update': { trainBatchSize: 1, gradientAccumulationSteps: 2 },
	'1 batch of 8 an update': { trainBatchSize: 8 },
});

async function measureEconomy(
	{ rounds, temporary, say }: BenchContext,
	{ name, encoder, encoderIs, train, valid, sentences, layers }: Task,
	{ types, sentencesAre }: { readonly types: string; readonly sentencesAre: string },
): Promise<Section> {
	const runs = new Map<string, (Run & { readonly trained: number })[]>();
	for (let round = 1; round <= rounds; round++) {
		for (const [way, options] of Object.entries(economies(layers))) {
			say(`training ${name}, ${way}, round ${round} of ${rounds}`);
			const saveFolder = join(temporary, 'economy');
			mkdirSync(saveFolder);
			const program = join(import.meta.dirname, 'trainProgram.mjs');
			const args = [program, encoder, train, valid, types, saveFolder, '1', JSON.stringify(options)];
			const done = await run(process.execPath, args);
			const { trainBatchSize = 2, gradientAccumulationSteps = 1 } = options;
			runs.set(way, [...(runs.get(way) ?? []), { ...done, trained: done.steps * trainBatchSize * gradientAccumulationSteps }]);
			rmSync(saveFolder, { recursive: true });
		}
	}
	type Figure = (run: Run & { readonly trained: number }) => number;
	const compare = (what: string, unit: Unit, of: Figure, chosen: readonly string[] = [...runs.keys()]): Measurement[] => {
		let base: Measurement | undefined;
		return chosen.map((way) => {
			const measured = measurement(`${what}: ${way}`, unit, (runs.get(way) ?? []).map(of), base);
			base ??= measured;
			return measured;
		});
	};
	return {
		title: `Training less than everything, ${name}, one thread`,
		notes: [
			`${sentences} of ${sentencesAre}, ${encoderIs}, one epoch in batches of 2 where nothing else is said. The last column compares with training everything.`,
			'What frozen layers give is computed once for all epochs: that is not in speed and processor time, but on lines of its own.',
		],
		measurements: [
			...compare('speed', 'sentences/s', ({ trained, training }) => trained / training),
			...compare('processor time a sentence', 'ms', ({ trained, cpu }) => (cpu / trained) * 1000),
			...compare('peak memory of training', 'MB', ({ peakMemory }) => peakMemory / 1e6),
			...compare('frozen layers, once', 'ms', ({ preparation }) => preparation * 1000, ['upper half of the layers', 'classifiers only']),
		],
	};
}

async function measureTask(
	{ material, rounds, temporary, say }: BenchContext,
	{ name, encoder, encoderIs, train, valid, sentences, evaluated }: Task,
	{ types, sentencesAre, threads }: { readonly types: string; readonly sentencesAre: string; readonly threads: number },
): Promise<Section> {
	const { reference } = material;
	const theirs: Run[] = [];
	const own: Run[] = [];
	for (let round = 1; round <= rounds; round++) {
		say(`training ${name}, threads: ${threads}, round ${round} of ${rounds}`);
		if (typeof reference !== 'string') {
			const script = join(material.root, 'test', 'bench', 'timeReferenceTraining.py');
			const count = String(threads);
			const environment = { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, PYTHONDONTWRITEBYTECODE: '1' };
			theirs.push(await run(reference.python, [script, reference.folder, encoder, types, train, valid, count], environment));
		}
		const saveFolder = join(temporary, `trained-${name.replace(' ', '-')}-${threads}-${round}`);
		mkdirSync(saveFolder);
		const program = join(import.meta.dirname, 'trainProgram.mjs');
		own.push(await run(process.execPath, [program, encoder, train, valid, types, saveFolder, String(threads)]));
		rmSync(saveFolder, { recursive: true });
		const speeds = [theirs, own].flatMap((runs) => runs.slice(-1)).map(({ steps, training }) => ((2 * steps) / training).toFixed(2));
		say(`  sentences a second, ${speeds.length === 2 ? 'the reference and ours' : 'ours'}: ${speeds.join(', ')}`);
	}
	requireAlike(own, theirs);
	const compare = (what: string, unit: Unit, of: (run: Run) => number): Measurement[] => {
		const base = theirs.length === 0 ? undefined : measurement(`${what}: reference`, unit, theirs.map(of));
		return [...(base === undefined ? [] : [base]), measurement(`${what}: ours`, unit, own.map(of), base)];
	};
	return {
		title: `Training, ${name}, threads: ${threads}`,
		notes: [
			`${sentences} of ${sentencesAre}, ${encoderIs}, ${own[0]?.steps ?? 0} steps of 2 sentences, the reference's default options; drawing samples and the optimizer are in it, loading is not. ${evaluated} sentences were evaluated.`,
			typeof reference === 'string' ? reference : `Mean loss of the last tenth of the steps: ${lastLoss(theirs)} the reference's, ${lastLoss(own)} ours.`,
		],
		measurements: [
			...compare('speed', 'sentences/s', ({ steps, training }) => (2 * steps) / training),
			...compare('processor time a step', 'ms', ({ steps, cpu }) => (cpu / steps) * 1000),
			...compare('peak memory of training', 'MB', ({ peakMemory }) => peakMemory / 1e6),
			...compare('peak memory with evaluation', 'MB', ({ peakMemoryEvaluated }) => peakMemoryEvaluated / 1e6),
			...compare('whole process', 'ms', ({ whole }) => whole * 1000),
		],
	};
}

async function run(command: string, args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Run> {
	const { wall, output } = await runProgram(command, args, environment);
	return { ...(lastJsonLine(output) as TrainRun), whole: wall / 1000 };
}

/** How far apart the sides' mean losses at the end may be, as a factor: they draw other samples. */
const largestLossRatio = 1.5;

/** A speed means nothing where something else was trained. Error: steps or losses differ. */
function requireAlike(own: readonly Run[], theirs: readonly Run[]): void {
	const [first] = theirs;
	if (first === undefined) {
		return;
	}
	if (own.some(({ steps }) => steps !== first.steps)) {
		throw new Error(`Ours made ${own[0]?.steps} steps, the reference ${first.steps}.`);
	}
	const [ours, reference] = [own, theirs].map((runs) => median(runs.map(({ losses }) => losses[1])));
	const ratio = (ours ?? NaN) / (reference ?? NaN);
	if (!(ratio <= largestLossRatio && ratio >= 1 / largestLossRatio)) {
		throw new Error(`The last losses differ: ${ours} ours, ${reference} the reference's.`);
	}
}

function lastLoss(runs: readonly Run[]): string {
	return median(runs.map(({ losses }) => losses[1])).toFixed(3);
}

interface Sentence {
	readonly tokens: readonly string[];
}

function shortest(sentences: readonly Sentence[], count: number): Sentence[] {
	return [...sentences].sort((a, b) => a.tokens.length - b.tokens.length).slice(0, count);
}

interface Sentences {
	readonly documents: readonly Sentence[];
	readonly types: string;
	readonly sentencesAre: string;
}

/** SciERC's where the shared collection is there, otherwise the project's own annotated ones. */
function findSentences(root: string): Sentences {
	const shared = join(root, '..', 'shared');
	const file = join(shared, 'golden', 'bench', 'bench_train_120.json');
	const portable = join(root, 'test', 'golden', 'portable');
	const [dataset, types, whose] = existsSync(file)
		? [file, join(shared, 'data', 'scierc', 'scierc_types.json'), "sentences of SciERC's training set"]
		: [join(portable, 'docs.json'), join(portable, 'types.json'), 'sentences of test/golden/portable'];
	const documents = JSON.parse(readFileSync(dataset, 'utf8')) as Sentence[];
	return { documents, types, sentencesAre: `${documents.length} ${whose}` };
}
