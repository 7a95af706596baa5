// `spert fetch`: downloads a public dataset or encoder by its name, or one file by its URL. The only command that uses the
// network.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, throwIfCancelled } from '../../base/cancellation';
import { publicSources, type PublicFile } from '../../engine/data/publicSources';
import { parseArguments } from '../arguments';
import type { Command, CommandContext } from '../command';
import { download } from '../download/download';
import { DownloadProgress } from '../download/downloadProgress';
import { fileDiffers, notWritable, unknownName, urlRefused } from '../download/errors';
import { sha256Of } from '../download/partFile';
import { UsageError } from '../usageError';

/** Of a file whose size is not known, in bytes: several times a large BERT. */
const largestFile = 8 * 2 ** 30;

const options = { to: { type: 'string' }, sha256: { type: 'string' } } as const;

const help = `Usage: spert fetch NAME|URL [OPTIONS]

Downloads a public dataset or encoder, or the file at a URL. An interrupted download goes on where it stopped when the same
command is run again. Files that are there already are not downloaded again. Nothing is downloaded by any other command.

${publicSources.map(({ name, summary, licence }) => `  ${name.padEnd(18)} ${summary}; licence: ${licence}`).join('\n')}

  --to DIR         folder to put it into (default: a folder of its name; for a URL the working directory)
  --sha256 HEX     for a URL: what the file must have (by name it is checked where it is known)
`;

export const fetchCommand: Command = {
	help,
	async run(args, { cancellation }) {
		const { values, positionals } = parseArguments(args, options);
		const [what, ...others] = positionals;
		if (what === undefined || others.length > 0) {
			throw new UsageError('give one name or one URL.');
		}
		const sha256 = values.sha256?.toLowerCase();
		if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
			throw new UsageError('--sha256 needs 64 hexadecimal digits.');
		}
		const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(what);
		const source = publicSources.find(({ name }) => name === what);
		if (!isUrl && source === undefined) {
			throw unknownName(what, publicSources.map(({ name }) => name));
		}
		if (source !== undefined && sha256 !== undefined) {
			throw new UsageError('--sha256 is for a URL; the files of a name have their own.');
		}
		const folder = values.to ?? source?.name ?? '.';
		const files = source?.files ?? [{ name: fileNameOf(what), url: what, ...(sha256 === undefined ? {} : { sha256 }) }];
		await fetchFiles(files, folder, cancellation);
		if (source !== undefined) {
			process.stdout.write(`${source.summary}; licence: ${source.licence}\n`);
		}
		return 'success';
	},
};

async function fetchFiles(
	files: readonly PublicFile[],
	folder: string,
	cancellation: CommandContext['cancellation'],
): Promise<void> {
	await mkdir(folder, { recursive: true }).catch((failure: unknown) => {
		throw notWritable(folder, failure);
	});
	for (const file of files) {
		throwIfCancelled(cancellation);
		const path = join(folder, file.name);
		const outcome = existsSync(path) ? await lookAt(path, file, cancellation) : await get(path, file, cancellation);
		process.stdout.write(`${path}: ${outcome}\n`);
	}
}

/** A file that is there is never overwritten. Errors: fetch.fileDiffers, fetch.notWritable. */
async function lookAt(path: string, { sha256 }: PublicFile, cancellation: CommandContext['cancellation']): Promise<string> {
	if (sha256 === undefined) {
		return 'is there already, not checked';
	}
	const found = await sha256Of(path, cancellation).catch((failure: unknown) => {
		throw failure instanceof CancelledError ? failure : notWritable(path, failure);
	});
	if (found !== sha256) {
		throw fileDiffers(path);
	}
	return 'is there already, checked';
}

async function get(path: string, file: PublicFile, cancellation: CommandContext['cancellation']): Promise<string> {
	const progress = new DownloadProgress(process.stderr, file.name);
	try {
		const sha256 = await download({
			url: file.url,
			path,
			sha256: file.sha256,
			largest: file.size ?? largestFile,
			cancellation,
			onProgress: (bytes, total) => progress.update(bytes, total),
			onRetry: (reason, attempt) => progress.tell(`${reason.message}; attempt ${attempt}`),
		});
		return file.sha256 === undefined ? `downloaded, not checked; SHA-256 ${sha256}` : 'downloaded, checked';
	} catch (failure) {
		if (failure instanceof CancelledError) {
			progress.tell('stopped; the same command goes on from there');
		}
		throw failure;
	} finally {
		progress.end();
	}
}

/** The last part of a URL's path, if it can be a file's name on every system. Errors: fetch.urlRefused. */
function fileNameOf(url: string): string {
	const encoded = (URL.canParse(url) ? new URL(url).pathname : '').split('/').at(-1) ?? '';
	let name: string;
	try {
		name = decodeURIComponent(encoded);
	} catch {
		name = '';
	}
	if (name === '' || name.length > 200 || /^\.|[<>:"/\\|?*\u0000-\u001f]|[. ]$/.test(name)) {
		throw urlRefused(url, 'its path does not end in the name of a file');
	}
	return name;
}
