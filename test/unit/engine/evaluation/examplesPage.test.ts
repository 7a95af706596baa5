import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { examplesOf, type ExampleView } from '../../../../src/engine/evaluation/examplesData';
import { examplesPage } from '../../../../src/engine/evaluation/examplesPage';
import { examplesScript } from '../../../../src/engine/evaluation/examplesScript';
import { exampleDocuments, exampleTypes, hostileTokens } from './exampleDocuments';

const options = { noOverlapping: false };
const page = (title = 'Examples', exampleCount: number | null = null): string => {
	return examplesPage(exampleDocuments, exampleTypes, { ...options, title, exampleCount });
};
const outcomes = (view: ExampleView) => view.items.map(({ outcome, type, score }) => [outcome, type, score]);
const figures = ({ precision, recall, f1 }: ExampleView) => [precision, recall, f1];

/** What the script of the page reads. */
function dataOf(html: string): { document: number; tokens: string[] }[] {
	const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1];
	return JSON.parse(json!) as { document: number; tokens: string[] }[];
}

describe('examplesOf', () => {
	const examples = examplesOf(exampleDocuments, exampleTypes, options);

	it('lists what was found by score, with the verbose names of the types', () => {
		expect(outcomes(examples[0]!.views.entities)).toEqual([
			['truePositive', 'Method', 0.9],
			['truePositive', 'Task', 0.75],
		]);
		expect(figures(examples[0]!.views.entities)).toEqual([100, 100, 100]);
	});

	it('counts a wrong type as a false positive and a false negative of the same span', () => {
		const { entities, relations, relationsWithTypes } = examples[1]!.views;
		expect(outcomes(entities)).toEqual([
			['truePositive', 'Task', 0.75],
			['falsePositive', 'Task', 0.5],
			['falseNegative', 'Method', null],
		]);
		expect(figures(entities)).toEqual([50, 50, 50]);
		expect(outcomes(relations)).toEqual([['truePositive', 'Used for', 0.8]]);
		expect(relations.items[0]!.spans.map(({ label }) => label)).toEqual(['', '']);
		expect(outcomes(relationsWithTypes)).toEqual([
			['falsePositive', 'Used for', 0.8],
			['falseNegative', 'Used for', null],
		]);
		expect(relationsWithTypes.items.map(({ spans }) => spans[0].label)).toEqual(['Task', 'Method']);
	});

	it('takes a document without any annotation or prediction as right, and one with misses only as 0', () => {
		expect(figures(examples[4]!.views.relations)).toEqual([100, 100, 100]);
		expect(figures(examples[2]!.views.entities)).toEqual([0, 0, 0]);
	});

	it('removes overlapping entities on both sides where the evaluation does', () => {
		const [, , overlapping] = examplesOf(exampleDocuments, exampleTypes, { noOverlapping: true });
		expect(overlapping!.views.entities.items).toEqual([]);
		expect(overlapping!.views.relations.items).toEqual([]);
	});
});

describe('examplesPage', () => {
	it('holds the texts of all documents as they are, hostile ones too', () => {
		const data = dataOf(page());
		expect(data.map(({ document }) => document)).toEqual([0, 1, 2, 3, 4]);
		expect(data[3]!.tokens).toEqual(hostileTokens);
	});

	it('has no element that comes from a text or a title', () => {
		const html = page('</title><script>document.title="owned"</script>');
		expect(html.match(/<script/g)).toHaveLength(2);
		expect(html.match(/<\/script/g)).toHaveLength(2);
		expect(html).not.toMatch(/<img|<!--/);
		expect(html).not.toContain('<script>document.title');
	});

	it('allows its own script and style to run and nothing else, and asks for no other file', () => {
		const html = page();
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
		const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
		const inline = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(html)![1]!;
		expect(policy).toBe(`default-src 'none'; style-src ${hash(inline('style'))}; script-src ${hash(inline('script'))}`);
		expect(html.replace(/<script type="application\/json".*?<\/script>/s, '')).not.toMatch(/https?:|src=|href=|@import|url\(/);
	});

	it('keeps to the number of examples that is asked for', () => {
		expect(dataOf(page('Examples', 2))).toHaveLength(2);
		expect(dataOf(page('Examples', 100))).toHaveLength(5);
	});

	it('has a script that every browser of the last years parses', () => {
		expect(() => new Script(examplesScript)).not.toThrow();
		expect(examplesScript).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
	});
});
