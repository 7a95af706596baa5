// `spert mcp` as an assistant's program meets it: the protocol's own client over a real process.

import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { portableSentences } from '../engine/portableModel';
import { environmentIn } from '../commandLine';
import { CommandLineWorkspace, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());

const text = (from: number, count: number): string =>
	portableSentences
		.slice(from, from + count)
		.map((tokens) => tokens.join(' '))
		.join('\n\n');

let client: Client;
let transport: StdioClientTransport;
let said = '';

beforeEach(async () => {
	mkdirSync(workspace.path('papers/deep'), { recursive: true });
	writeFileSync(workspace.path('papers/first.md'), text(0, 3));
	writeFileSync(workspace.path('papers/deep/second.tex'), text(3, 3));
	writeFileSync(workspace.path('secret.md'), text(6, 1));
	transport = new StdioClientTransport({
		command: process.execPath,
		args: [workspace.program.path, 'mcp', 'papers', ...extractModel],
		cwd: workspace.folder,
		env: environmentIn(workspace.folder) as Record<string, string>,
		stderr: 'pipe',
	});
	said = '';
	transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
	client = new Client({ name: 'test', version: '1' });
	await client.connect(transport);
});

afterEach(async () => {
	await client.close();
	rmSync(workspace.path('papers'), { recursive: true });
	rmSync(workspace.path('.cache'), { recursive: true, force: true });
});

interface Answer {
	readonly isError?: boolean;
	readonly content: readonly { readonly text: string }[];
	readonly structuredContent?: Record<string, unknown>;
}

async function call(name: string, input: Record<string, unknown> = {}): Promise<Answer> {
	return (await client.callTool({ name, arguments: input })) as unknown as Answer;
}

interface Fact {
	readonly name: string;
	readonly text: string;
	readonly line: number;
	readonly document: string;
	readonly evidence: string;
}

describe('spert mcp', () => {
	it('lists its tools with the schema of their input', async () => {
		const { tools } = await client.listTools();
		expect(tools.map(({ name }) => name)).toEqual(['spert_extract', 'spert_find', 'spert_relations']);
		expect(tools.map(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}))).toEqual([
			['file', 'text', 'limit'],
			['query', 'type', 'limit'],
			['entity', 'with', 'type', 'limit'],
		]);
		expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
	});

	it('loads no model before somebody asks for something', async () => {
		await client.listTools();
		await expect(call('spert_find', { query: '' })).resolves.toMatchObject({ isError: true });
		// Results are remembered from the first extraction on.
		expect(readdirSync(workspace.folder)).not.toContain('.cache');
	});

	it('extracts a file and cites the lines of its facts', async () => {
		const { structuredContent, content } = await call('spert_extract', { file: 'first.md' });
		expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
		const entities = structuredContent?.['entities'] as Fact[];
		expect(entities.length).toBeGreaterThan(0);
		for (const { text: words, line, document, evidence } of entities) {
			expect(document).toBe('first.md');
			expect(text(0, 3).split('\n')[line - 1]).toContain(words);
			expect(evidence).toMatch(/^first\.md:\d+:e\d+$/);
		}
	});

	it('finds entities and relations over all documents, with those that came, changed and went', async () => {
		const all = async () => (await call('spert_relations', { limit: 50 })).structuredContent as { documents: number; relations: { citations: Fact[] }[] };
		const before = await all();
		expect(before.documents).toBe(2);
		expect(before.relations.length).toBeGreaterThan(0);
		const [entity] = ((await call('spert_extract', { file: 'deep/second.tex' })).structuredContent as { entities: Fact[] }).entities;
		const found = (await call('spert_find', { query: entity?.text ?? '' })).structuredContent as { entities: { citations: Fact[] }[] };
		expect(found.entities[0]?.citations.some(({ document }) => document === 'deep/second.tex')).toBe(true);
		rmSync(workspace.path('papers/deep'), { recursive: true });
		writeFileSync(workspace.path('papers/third.rst'), text(7, 2));
		const after = await all();
		expect(after.documents).toBe(2);
		expect(after.relations.flatMap(({ citations }) => citations).every(({ document }) => document !== 'deep/second.tex')).toBe(true);
	});

	it('reads nothing outside its folder, by links neither', async () => {
		symlinkSync(workspace.path('secret.md'), workspace.path('papers/link.md'));
		for (const file of ['../secret.md', workspace.path('secret.md'), 'deep/../../secret.md', 'link.md', '.', '..']) {
			const { isError, content } = await call('spert_extract', { file });
			expect([file, isError, content[0]?.text]).toEqual([file, true, expect.stringContaining('[assistant.outsideFolder]')]);
		}
		await expect(call('spert_extract', { file: 'none.md' })).resolves.toMatchObject({
			isError: true,
			content: [{ text: expect.stringContaining('[assistant.fileMissing]') as string }],
		});
	});

	it('tells wrong input and unknown tools to the caller, and goes on', async () => {
		await expect(call('spert_extract', { file: 'first.md', limit: -1 })).resolves.toMatchObject({
			isError: true,
			content: [{ text: expect.stringContaining('[assistant.invalidInput]') as string }],
		});
		await expect(call('spert_nothing')).resolves.toMatchObject({ isError: true });
		await expect(call('spert_extract', { text: text(0, 1) })).resolves.toMatchObject({ structuredContent: { document: 'text' } });
	});

	it('stops a call that is cancelled, and answers the next', async () => {
		for (let number = 0; number < 200; number++) {
			writeFileSync(workspace.path(`papers/many${number}.md`), `Document ${number}: ${text(number % 8, 8)} ${number}.`);
		}
		const cancelling = new AbortController();
		const cancelled = client.callTool({ name: 'spert_relations', arguments: {} }, undefined, { signal: cancelling.signal });
		setTimeout(() => cancelling.abort(), 300);
		await expect(cancelled).rejects.toThrow();
		const started = Date.now();
		await expect(call('spert_extract', { file: 'first.md' })).resolves.not.toMatchObject({ isError: true });
		expect(Date.now() - started).toBeLessThan(5000);
	});

	it('ends with its client, and leaves nothing on its standard error', async () => {
		await call('spert_extract', { file: 'first.md' });
		const { pid } = transport;
		await client.close();
		await expect.poll(() => isRunning(pid)).toBe(false);
		expect(said).toBe('');
	});

	it('says what is wrong with the folder, and exits', async () => {
		const { code, stderr, stdout } = await workspace.run('mcp', 'nowhere');
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toContain('[cli.fileUnreadable]');
		expect((await workspace.run('mcp', 'a', 'b')).code).toBe(2);
	});
});

function isRunning(pid: number | null): boolean {
	try {
		process.kill(pid ?? 0, 0);
		return true;
	} catch {
		return false;
	}
}
