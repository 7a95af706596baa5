// `spert models`: lists models, tells of one, downloads them from the Hugging Face hub or a URL, and removes what was downloaded.

import { realpath } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { CancelledError } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { modelHash } from '../../engine/checkpoint/modelHash';
import { readModelFolder } from '../../engine/checkpoint/modelFolder';
import type { ModelPlace, ModelsLine, ModelSummary } from '../../protocol/modelFiles';
import { oneOf, parseArguments } from '../arguments';
import type { Command, CommandContext } from '../command';
import { DownloadProgress } from '../download/downloadProgress';
import { defaultModelStore } from '../models/dataFolder';
import { downloadModel, planDownload } from '../models/downloadModel';
import { findModels } from '../models/findModels';
import { hubAccess, hubRepository } from '../models/hubRepository';
import { inspectModel } from '../models/inspectModel';
import { infoLines, listLines, planLines } from '../models/modelLines';
import { ModelStore } from '../models/modelStore';
import type { RemoteModel } from '../models/remoteModel';
import { urlFolder } from '../models/urlFolder';
import { UsageError } from '../usageError';

const formats = ['json', 'text'] as const;

const options = {
	store: { type: 'string' },
	format: { type: 'string', default: 'text' },
	model: { type: 'string', multiple: true, default: [] as string[] },
	revision: { type: 'string' },
	sha256: { type: 'string' },
	plan: { type: 'boolean', default: false },
	yes: { type: 'boolean', default: false },
} as const;

const help = `Usage: spert models list [FOLDER…] [OPTIONS]
       spert models info MODEL [OPTIONS]
       spert models download REPOSITORY|URL [OPTIONS]
       spert models remove MODEL [OPTIONS]

list names the embedded model, those below the folders, and those that were downloaded. info tells what is known of one: a
folder, or the name of a downloaded one. download brings one from the Hugging Face hub (a repository such as
allenai/scibert_scivocab_uncased) or from the URL of a folder with config.json, after it has said what comes and asked; an
interrupted download goes on where it stopped when the same is run again. remove deletes a downloaded one, after it has asked.
Nothing but download uses the network.

  --store DIR        where downloaded models are (default: ${defaultModelStore()})
  --format json|text json: an object a line (default: text)
  --model DIR        list: a folder to name besides; may be given several times
  --revision NAME    download: a branch, tag or commit of the repository (default: its main branch)
  --sha256 HEX       download from a URL: what the file of weights must have
  --plan             download: only say what would come
  --yes              download, remove: do not ask

Environment: HF_TOKEN, an access token for private repositories; HF_ENDPOINT, another server than https://huggingface.co.
`;

export const modelsCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals } = parseArguments(args, options);
		const [what, ...named] = positionals;
		const format = oneOf('format', values.format, formats);
		const request: Request = { ...values, format, named, context, store: new ModelStore(values.store ?? defaultModelStore()) };
		try {
			switch (what) {
				case 'list':
					return await list(request);
				case 'info':
					return await info(request);
				case 'download':
					return await downloadNamed(request);
				case 'remove':
					return await remove(request);
				default:
					throw new UsageError('say what to do: list, info, download or remove.');
			}
		} catch (failure) {
			if (format === 'json' && failure instanceof UserError) {
				const { code, problem, remedy } = failure;
				print({ kind: 'failed', code, problem, remedy });
				return 'failed';
			}
			throw failure;
		}
	},
};

interface Request {
	readonly named: readonly string[];
	readonly model: readonly string[];
	readonly format: (typeof formats)[number];
	readonly store: ModelStore;
	readonly revision?: string | undefined;
	readonly sha256?: string | undefined;
	readonly plan: boolean;
	readonly yes: boolean;
	readonly context: CommandContext;
}

async function list({ named, model, store, format, context }: Request): Promise<'success'> {
	const { cancellation, embeddedModel } = context;
	const seen = new Set<string>();
	const models: ModelSummary[] = [];
	const add = async (path: string, place: ModelPlace): Promise<void> => {
		// The same folder by another way is the same model.
		const real = await realpath(path).catch(() => path);
		if (seen.has(real)) {
			return;
		}
		seen.add(real);
		const found = await inspectModel(path, place);
		models.push(found);
		if (format === 'json') {
			print({ kind: 'model', model: found });
		}
	};
	await add(embeddedModel, 'embedded');
	for (const path of await store.list()) {
		await add(path, 'downloaded');
	}
	for (const folder of named) {
		for (const { path } of await findModels(folder, 'workspace', cancellation)) {
			await add(path, 'workspace');
		}
	}
	for (const path of model) {
		await add(path, 'named');
	}
	if (format === 'text') {
		process.stdout.write(listLines(models));
	}
	return 'success';
}

async function info(request: Request): Promise<'success' | 'failed'> {
	const { store, format, context } = request;
	const name = oneNamed(request);
	const downloaded = await store.find(name).catch((failure: unknown) => {
		if (failure instanceof UserError && failure.code === 'models.notDownloaded') {
			return undefined;
		}
		throw failure;
	});
	const isEmbedded = name === 'embedded';
	const model = await inspectModel(isEmbedded ? context.embeddedModel : (downloaded ?? name), isEmbedded ? 'embedded' : downloaded ? 'downloaded' : 'named');
	if (format === 'json') {
		print({ kind: 'model', model });
	} else {
		const hash = model.kind === 'broken' ? undefined : await modelHash(await readModelFolder(model.path));
		process.stdout.write(infoLines(model, hash));
	}
	return model.kind === 'broken' ? 'failed' : 'success';
}

async function downloadNamed(request: Request): Promise<'success' | 'failed'> {
	const { store, format, yes, context } = request;
	const { cancellation } = context;
	const remote = await remoteModel(request);
	const plan = await planDownload(remote, store);
	if (format === 'json') {
		print({ kind: 'plan', plan });
	} else {
		process.stdout.write(planLines(plan));
	}
	if (request.plan) {
		return 'success';
	}
	if (!plan.isDownloaded && !yes && !(await confirmed('Download it?'))) {
		return 'failed';
	}
	const progress = new DownloadProgress(process.stderr, remote.from);
	try {
		const folder = await downloadModel(remote, store, {
			cancellation,
			onProgress: format === 'json' ? jsonProgress() : (_file, done, total) => progress.update(done, total || undefined),
			onNotice: (message) => (format === 'json' ? print({ kind: 'notice', message }) : progress.tell(message)),
		});
		progress.end();
		const model = await inspectModel(folder, 'downloaded');
		process.stdout.write(format === 'json' ? `${JSON.stringify({ kind: 'model', model } satisfies ModelsLine)}\n` : `${folder}\n`);
		return 'success';
	} catch (failure) {
		if (failure instanceof CancelledError && format === 'text') {
			progress.tell('stopped; the same command goes on from there');
		}
		throw failure;
	} finally {
		progress.end();
	}
}

async function remoteModel({ revision, sha256, named, context: { cancellation } }: Request): Promise<RemoteModel> {
	const name = oneNamed({ named });
	const checksum = sha256?.toLowerCase();
	if (checksum !== undefined && !/^[0-9a-f]{64}$/.test(checksum)) {
		throw new UsageError('--sha256 needs 64 hexadecimal digits.');
	}
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
		if (revision !== undefined) {
			throw new UsageError('--revision is for a repository of the hub.');
		}
		return await urlFolder(name, checksum, cancellation);
	}
	if (checksum !== undefined) {
		throw new UsageError('--sha256 is for a URL; the hub has checksums of its own.');
	}
	return await hubRepository(name, revision, hubAccess(), cancellation);
}

async function remove(request: Request): Promise<'success' | 'failed'> {
	const { store, yes, format } = request;
	const path = await store.find(oneNamed(request));
	if (!yes && !(await confirmed(`Remove ${path}?`))) {
		return 'failed';
	}
	await store.remove(path);
	if (format === 'text') {
		process.stdout.write(`${path} is removed.\n`);
	}
	return 'success';
}

/** Errors: UsageError. */
function oneNamed({ named: [name, ...others] }: Pick<Request, 'named'>): string {
	if (name === undefined || others.length > 0) {
		throw new UsageError('name one model.');
	}
	return name;
}

/** Where nobody can answer, the answer is no. */
async function confirmed(question: string): Promise<boolean> {
	if (!process.stdin.isTTY) {
		process.stderr.write('spert models: nobody is there to be asked; --yes does it without asking.\n');
		return false;
	}
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
	} finally {
		lines.close();
	}
}

/** At most some lines a second: what reads them shows them to a person. */
function jsonProgress(): (file: string, done: number, total: number) => void {
	let shown = -Infinity;
	return (file, done, total) => {
		if (performance.now() - shown >= 100 || done === total) {
			shown = performance.now();
			print({ kind: 'progress', file, done, total });
		}
	};
}

function print(line: ModelsLine): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}
