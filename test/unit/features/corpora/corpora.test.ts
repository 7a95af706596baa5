// The corpora of a workspace over a stand-in for the command line program: what is kept, what is asked when, and what is shown of it.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancelledError } from '../../../../src/base/cancellation';
import { UserError, type UserErrorCode } from '../../../../src/base/userError';
import { Corpora, type CorporaOptions } from '../../../../src/features/corpora/corpora';
import type { CorpusAccess } from '../../../../src/features/corpora/corpusPrograms';
import { abilitiesOf, failureRows, rowsOf, type CorpusRowOf } from '../../../../src/features/corpora/corpusRows';
import type { CorpusState } from '../../../../src/features/corpora/corpusState';
import { QueueAccess } from '../../../../src/features/corpora/queueAccess';
import { readCorpusLine, type CorpusStatusLine } from '../../../../src/protocol/corpusLines';
import { mementoInMemory, secretsInMemory } from './memory';

type Programs = CorporaOptions['programs'];

const here = 'redis://127.0.0.1:6379';
const wanted = { name: 'papers', folder: '/papers', args: ['--precision=auto'] };
const id = `${here} papers`;

const submittedLine = { kind: 'submitted', name: 'papers', place: here, found: 10, documents: 10, jobs: 10, refused: 0 } as const;

function statusLine(counts: Partial<CorpusStatusLine> = {}): CorpusStatusLine {
	return { kind: 'status', name: 'papers', place: here, model: { name: 'm', hash: 'h' }, documents: 10, waiting: 0, active: 0, delayed: 0, done: 10, failed: 0, submitting: false, ...counts };
}

function failure(code: UserErrorCode): UserError {
	return new UserError({ code, problem: 'It is so.', remedy: 'Do that.' });
}

/** Ends when it is cancelled, and not before. */
function untilCancelled({ cancellation }: CorpusAccess): Promise<never> {
	return new Promise((_resolve, reject) => cancellation.onCancellationRequested(() => reject(new CancelledError())));
}

function corporaWith(submit?: Programs['submit'], memento = mementoInMemory()) {
	const setting = { url: here as string | undefined };
	const clock = { now: 0 };
	const all = {
		submit: vi.fn<Programs['submit']>(submit ?? (() => Promise.resolve(submittedLine))),
		status: vi.fn<Programs['status']>().mockImplementation(() => Promise.resolve(statusLine())),
		failures: vi.fn<Programs['failures']>().mockResolvedValue([]),
		collect: vi.fn<Programs['collect']>().mockResolvedValue({ kind: 'collected', documents: 10, results: 10, failures: 0 }),
		retry: vi.fn<Programs['retry']>().mockResolvedValue({ kind: 'retried', jobs: 1 }),
		cancel: vi.fn<Programs['cancel']>().mockResolvedValue({ kind: 'cancelled' }),
		merge: vi.fn<Programs['merge']>().mockImplementation((folder) => Promise.resolve(`${folder}/corpus.sqlite`)),
	};
	const access = new QueueAccess({ secrets: secretsInMemory(), setting: () => setting.url });
	const corpora = new Corpora({ memento, storage: '/storage', access, programs: all, now: () => clock.now });
	const only = (): CorpusState => {
		const [state, ...others] = corpora.all;
		expect(others).toEqual([]);
		return state!;
	};
	return { corpora, programs: all, setting, clock, memento, access, only, kinds: () => rowsOf(only()).map(({ kind }) => kind) };
}

afterEach(() => vi.useRealTimers());

describe('corpora', () => {
	it('are submitted from their folder, with the password of the queue, and are kept over a reload', async () => {
		const { corpora, programs, access, memento, only } = corporaWith();
		await access.setPassword('s3cret');
		await corpora.submit(wanted);
		expect(programs.submit).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'papers', url: 'redis://:s3cret@127.0.0.1:6379' }), '/papers', wanted.args);
		expect(only().record).toEqual({ ...wanted, place: here, isSubmitted: true, isCollecting: false });
		corpora.dispose();
		const again = corporaWith(undefined, memento);
		expect(again.only().record).toEqual(only().record);
		expect(JSON.stringify(memento.get('spert.queue.corpora'))).not.toContain('s3cret');
	});

	it('whose submission a reload has interrupted say so, and go on with the model and the options that they began with', async () => {
		const { corpora, only, memento } = corporaWith(untilCancelled);
		const submitting = corpora.submit(wanted);
		await vi.waitFor(() => expect(corpora.all).toHaveLength(1));
		expect([...only().activities]).toEqual(['submitting']);
		await expect(corpora.submit(wanted)).rejects.toMatchObject({ code: 'queue.alreadyAtWork' });
		corpora.dispose();
		await expect(submitting).rejects.toBeInstanceOf(CancelledError);
		const again = corporaWith(undefined, memento);
		expect(again.kinds()).toEqual(['interrupted']);
		expect([...abilitiesOf(again.only())]).toContain('goOn');
		expect(again.programs.submit).not.toHaveBeenCalled();
		await again.corpora.submit(again.only().record);
		expect(again.programs.submit.mock.calls[0]?.[2]).toEqual(wanted.args);
		expect(again.kinds()).toEqual([]);
	});

	it('that are refused as their name stands for something else are not taken for that', async () => {
		const { corpora, programs, only } = corporaWith();
		programs.submit.mockRejectedValueOnce(failure('queue.corpusDiffers'));
		await expect(corpora.submit(wanted)).rejects.toMatchObject({ code: 'queue.corpusDiffers' });
		expect(corpora.all).toEqual([]);
		await corpora.submit(wanted);
		const { record } = only();
		programs.submit.mockRejectedValueOnce(failure('queue.corpusDiffers'));
		await expect(corpora.submit({ ...wanted, args: ['--precision=int8'] })).rejects.toMatchObject({ code: 'queue.corpusDiffers' });
		expect(only().record).toEqual(record);
		// One that could not be reached may be later.
		programs.submit.mockRejectedValueOnce(failure('queue.unreachable'));
		await expect(corpora.submit(wanted)).rejects.toMatchObject({ code: 'queue.unreachable' });
		expect(only().record.isSubmitted).toBe(false);
	});

	it('are asked for only where they are in the queue that is set', async () => {
		const { corpora, programs, setting, kinds, only } = corporaWith();
		expect(corpora.canLook).toBe(false);
		await corpora.submit(wanted);
		expect(corpora.canLook).toBe(true);
		for (const url of [undefined, 'redis://elsewhere', 'no address', 'redis://:s3cret@127.0.0.1:6379']) {
			setting.url = url;
			expect(corpora.canLook).toBe(false);
			await corpora.look();
			expect(kinds()).toEqual(['elsewhere']);
			expect([...abilitiesOf(only())]).toEqual(['forget']);
		}
		await expect(corpora.retry(id)).rejects.toMatchObject({ code: 'queue.passwordInSetting' });
		setting.url = 'redis://elsewhere';
		await expect(corpora.retry(id)).rejects.toMatchObject({ code: 'queue.otherQueue' });
		expect([programs.status, programs.retry].map((program) => program.mock.calls.length)).toEqual([0, 0]);
	});

	it('tell counts, rate and what is left, and are left alone for a while when all is read', async () => {
		const { corpora, programs, clock, kinds, only } = corporaWith();
		await corpora.submit(wanted);
		programs.status.mockResolvedValueOnce(statusLine({ done: 2, active: 1, waiting: 6, failed: 1, rate: 7 }));
		await corpora.look();
		expect(only().look).toMatchObject({ kind: 'seen', rate: 7 });
		expect(kinds()).toEqual(['count', 'count', 'count', 'failed']);
		clock.now += 2000;
		programs.status.mockResolvedValueOnce(statusLine({ done: 6, active: 1, waiting: 2, failed: 1, rate: 7 }));
		await corpora.look();
		expect(only().look).toMatchObject({ kind: 'seen', rate: 2 });
		expect(rowsOf(only())[0]).toEqual(expect.objectContaining({ of: 'done', count: 6, rate: 2 }));
		clock.now += 2000;
		await corpora.look();
		expect(programs.status).toHaveBeenCalledTimes(3);
		expect(rowsOf(only())).toEqual([{ kind: 'count', id: `${id}/done`, of: 'done', count: 10 }]);
		clock.now += 14_000;
		await corpora.look();
		expect(programs.status).toHaveBeenCalledTimes(3);
		clock.now += 2000;
		await corpora.look();
		expect(programs.status).toHaveBeenCalledTimes(4);
	});

	it('say that the queue is away with its error, and go on when it is back', async () => {
		const { corpora, programs, kinds, only } = corporaWith();
		await corpora.submit(wanted);
		programs.status.mockResolvedValueOnce(statusLine({ done: 2, waiting: 8 }));
		await corpora.look();
		programs.status.mockRejectedValueOnce(failure('queue.unreachable'));
		await corpora.look();
		expect(only().look).toMatchObject({ kind: 'away', failure: { code: 'queue.unreachable' }, counts: { done: 2 } });
		expect(kinds()).toEqual(['problem']);
		programs.status.mockResolvedValueOnce(statusLine({ done: 3, waiting: 7 }));
		await corpora.look();
		expect(kinds()).toEqual(['count', 'count']);
	});

	it('say that the queue is away where it does not answer', async () => {
		vi.useFakeTimers();
		const { corpora, programs, only } = corporaWith();
		await corpora.submit(wanted);
		programs.status.mockImplementationOnce(untilCancelled);
		const looking = corpora.look();
		await vi.advanceTimersByTimeAsync(31_000);
		await looking;
		expect(only().look).toMatchObject({ kind: 'away', failure: { code: 'queue.unreachable', problem: expect.stringContaining('no answer within 30 s') as string } });
	});

	it('name the command that sets the password where that is wrong', async () => {
		const { corpora, programs, only } = corporaWith();
		await corpora.submit(wanted);
		programs.status.mockRejectedValueOnce(failure('queue.accessDenied'));
		await corpora.look();
		expect(only().look).toMatchObject({ kind: 'away', failure: { code: 'queue.accessDenied', remedy: expect.stringContaining('Set Queue Password') as string } });
	});

	it('that somebody has cancelled are gone, those of which nothing has arrived yet are not', async () => {
		const { corpora, programs, kinds, only } = corporaWith(untilCancelled);
		programs.status.mockRejectedValue(failure('queue.noCorpus'));
		const submitting = corpora.submit(wanted).catch(() => undefined);
		await vi.waitFor(() => expect(corpora.all).toHaveLength(1));
		await corpora.look();
		expect(only().look.kind).toBe('unseen');
		await corpora.stop(id);
		await submitting;
		await corpora.look();
		expect(kinds()).toEqual(['gone']);
		expect([...abilitiesOf(only())]).toEqual(['submit', 'goOn', 'forget']);
		await corpora.forget(id);
		expect(corpora.all).toEqual([]);
	});

	it('are collected into a folder of their own and merged, and keep their graph', async () => {
		const { corpora, programs, kinds, only, memento } = corporaWith();
		await corpora.submit(wanted);
		const graph = await corpora.collect(id);
		const folder = programs.collect.mock.calls[0]?.[1] ?? '';
		expect(folder).toMatch(/^.storage.corpora.papers-[0-9a-f]{8}$/);
		expect(programs.merge).toHaveBeenCalledExactlyOnceWith(folder, '/papers', expect.anything());
		expect(graph).toBe(`${folder}/corpus.sqlite`);
		expect([kinds(), only().record.isCollecting]).toEqual([['graph'], false]);
		expect(corporaWith(undefined, memento).only().record.graph).toBe(graph);
		await corpora.cancel(id);
		expect(kinds()).toEqual(['gone', 'graph']);
	});

	it('are collected again until all that is being submitted is there', async () => {
		vi.useFakeTimers();
		let submitted = (): void => undefined;
		const submit: Programs['submit'] = () => new Promise((resolve) => (submitted = () => resolve(submittedLine)));
		const { corpora, programs } = corporaWith(submit);
		const submitting = corpora.submit(wanted);
		await vi.advanceTimersByTimeAsync(0);
		const collecting = corpora.collect(id);
		await vi.advanceTimersByTimeAsync(5000);
		expect(programs.collect.mock.calls.length).toBe(3);
		expect(programs.merge).not.toHaveBeenCalled();
		submitted();
		await submitting;
		await vi.advanceTimersByTimeAsync(5000);
		await collecting;
		expect(programs.collect.mock.calls.length).toBe(4);
	});

	it('say that collecting was interrupted, and how a failure of it is named', async () => {
		const { corpora, programs, kinds } = corporaWith();
		await corpora.submit(wanted);
		programs.merge.mockRejectedValueOnce(failure('graph.outputUnwritable'));
		await expect(corpora.collect(id)).rejects.toMatchObject({ code: 'graph.outputUnwritable' });
		expect(kinds()).toEqual(['interrupted']);
		await corpora.collect(id);
		expect(kinds()).toEqual(['graph']);
	});

	it('are cancelled only when nothing is submitted any more, and leave the list', async () => {
		const order: string[] = [];
		const submit: Programs['submit'] = async (asked) => {
			await untilCancelled(asked).finally(() => order.push('submission ended'));
			throw new Error('It cannot come to this.');
		};
		const { corpora, programs } = corporaWith(submit);
		programs.cancel.mockImplementation(() => {
			order.push('cancelled');
			return Promise.resolve({ kind: 'cancelled' });
		});
		const submitting = corpora.submit(wanted).catch(() => undefined);
		await vi.waitFor(() => expect(corpora.all).toHaveLength(1));
		await corpora.cancel(id);
		await submitting;
		expect(order).toEqual(['submission ended', 'cancelled']);
		expect(corpora.all).toEqual([]);
	});

	it('ask for failures once for each number of them, and list two hundred', async () => {
		const { corpora, programs, only } = corporaWith();
		await corpora.submit(wanted);
		const found = Array.from({ length: 203 }, (_, number) => ({ file: `${number}.md`, code: 'cli.notText', problem: 'It is none.', remedy: 'Remove it.' }));
		programs.failures.mockResolvedValue(found);
		programs.status.mockResolvedValue(statusLine({ done: 0, failed: 203, documents: 203 }));
		await corpora.look();
		await corpora.failures(id);
		const row = rowsOf(only()).find(({ kind }) => kind === 'failed') as CorpusRowOf<'failed'>;
		const rows = failureRows(row, await corpora.failures(id));
		expect(programs.failures).toHaveBeenCalledTimes(1);
		expect([rows.length, rows.at(-1)]).toEqual([201, expect.objectContaining({ kind: 'moreFailures', count: 3 })]);
		programs.status.mockResolvedValue(statusLine({ done: 1, failed: 202, documents: 203 }));
		expect(await corpora.retry(id)).toBe(1);
		await corpora.failures(id);
		expect(programs.failures).toHaveBeenCalledTimes(2);
	});

	it('leave out what another version has kept', () => {
		const memento = mementoInMemory();
		void memento.update('spert.queue.corpora', [{ name: 'papers' }, 3, null, { ...wanted, place: here, isSubmitted: true, isCollecting: false }]);
		expect(corporaWith(undefined, memento).corpora.all.map(({ record }) => record.folder)).toEqual(['/papers']);
	});
});

describe('a line of the program', () => {
	it('is read where it is one, and nothing else is', () => {
		expect(readCorpusLine(JSON.stringify({ ...statusLine(), options: { precision: 'auto' } }))).toEqual(statusLine());
		for (const text of ['', 'papers: 3 of 5', '{}', JSON.stringify({ ...statusLine(), done: -1 }), '{"kind":"status"}']) {
			expect(readCorpusLine(text), text).toBeUndefined();
		}
	});
});
