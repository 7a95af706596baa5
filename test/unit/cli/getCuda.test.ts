// `spert devices --get-cuda` against a feed on this machine with a package of its own: nothing of it can compute, but it comes to
// where the runtime looks for it. The real package has the same form and is a thousand times as large.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceReportSchema } from '../../../src/protocol/deviceMessages';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { FileServer } from './fileServer';
import { runProgram, type Ended } from '../commandLine';

const version = (JSON.parse(readFileSync('node_modules/onnxruntime-node/package.json', 'utf8')) as { version: string }).version;
const isSupported = process.platform === 'linux' && process.arch === 'x64';
const native = 'runtimes/linux-x64/native';

describe.skipIf(!isSupported)('spert devices --get-cuda', () => {
	let program: BundledProgram;
	let server: FileServer;
	let folder: string;
	const archive = zipOf({
		[`${native}/libonnxruntime_providers_cuda.so`]: Buffer.alloc(3_000_000, 'not a library'),
		[`${native}/libonnxruntime_providers_shared.so`]: Buffer.from('neither'),
		[`${native}/libonnxruntime_providers_tensorrt.so`]: Buffer.from('not wanted'),
		'LICENSE': Buffer.from('MIT'),
	});

	beforeAll(() => {
		program = bundleProgram('src/cli/main.ts', { probe: 'src/engine/devices/probeProgram.ts' });
	});
	afterAll(() => program.dispose());
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'spert-cuda-'));
		server = new FileServer();
		await server.start();
		server.partsIn = folder;
	});
	afterEach(async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** A feed that offers the archive. */
	function feed({ hash = createHash('sha512').update(archive).digest('base64'), size = archive.length, cutAfter = undefined as (() => number | undefined) | undefined } = {}): string {
		const json = (path: string, value: unknown): string => server.serve(path, { content: Buffer.from(JSON.stringify(value)) });
		const packageContent = server.serve('/package.nupkg', { content: archive, etag: '"1"', ...(cutAfter === undefined ? {} : { cutAfter }) });
		const catalogEntry = json('/catalog/entry.json', { packageHash: hash, packageHashAlgorithm: 'SHA512', packageSize: size, licenseExpression: 'MIT' });
		json(`/registration/microsoft.ml.onnxruntime.gpu.linux/${version}.json`, { catalogEntry, packageContent });
		return json('/index.json', { resources: [{ '@id': server.url('/registration/'), '@type': 'RegistrationsBaseUrl/3.6.0' }] });
	}

	const run = (index: string, ...args: readonly string[]): Promise<Ended> =>
		runProgram(program.path, ['devices', ...args, '--store', join(folder, 'cuda')], folder, { SPERT_CUDA_FEED: index, SPERT_RUNTIME_LIBRARIES: join(folder, 'cuda') });

	it('says size, source, licence and place, and downloads nothing before it may', async () => {
		const index = feed();
		const asked = await run(index, '--get-cuda');
		expect(asked.code).toBe(1);
		expect(asked.stdout).toContain('licence  MIT');
		expect(asked.stdout).toContain(server.url('/package.nupkg'));
		expect(asked.stderr).toContain('--yes');
		const planned = await run(index, '--get-cuda', '--plan', '--json');
		const plan = { url: server.url('/package.nupkg'), bytes: archive.length, licence: 'MIT', folder: join(folder, 'cuda', version), isThere: false };
		expect(JSON.parse(planned.stdout)).toEqual({ kind: 'plan', plan });
		expect(server.rangesOf('/package.nupkg')).toEqual([]);
	});

	it('puts provider and runtime side by side, where the runtime looks for the provider', async () => {
		const index = feed();
		expect((await run(index, '--get-cuda', '--yes')).code).toBe(0);
		const files = ['libonnxruntime.so.1', 'libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so', 'onnxruntime_binding.node'];
		expect(readdirSync(join(folder, 'cuda', version)).sort()).toEqual(files);
		expect(readdirSync(join(folder, 'cuda'))).toEqual([version]);
		// The runtime now finds the library, and that it is none.
		const { stdout } = await run(index, '--json', '--no-benchmark');
		const cuda = deviceReportSchema.parse(JSON.parse(stdout)).devices.find(({ device }) => device === 'cuda');
		expect(cuda).toMatchObject({ isBundled: true, state: { kind: 'problem' } });
		expect(cuda?.state).not.toMatchObject({ problem: { kind: 'librariesMissing' } });
		const again = await run(index, '--get-cuda', '--yes');
		expect(again.stdout).toContain('there already');
		expect(server.rangesOf('/package.nupkg')).toHaveLength(1);
	});

	it('goes on with a download that broke off', async () => {
		let connections = 0;
		const index = feed({ cutAfter: () => (connections++ === 0 ? 2000 : undefined) });
		const { code } = await run(index, '--get-cuda', '--yes');
		expect(code).toBe(0);
		expect(server.rangesOf('/package.nupkg')[1]).toMatch(/^bytes=[1-9]\d*-$/);
		expect(readFileSync(join(folder, 'cuda', version, 'libonnxruntime_providers_cuda.so')).length).toBe(3_000_000);
	});

	it('keeps nothing of a package that is not the one that the feed describes', async () => {
		const { code, stdout } = await run(feed({ hash: 'other' }), '--get-cuda', '--yes', '--json');
		expect(code).toBe(1);
		expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ kind: 'failed', code: 'cli.cudaDamaged' });
		expect(readdirSync(join(folder, 'cuda'))).toEqual([]);
		const tooLarge = await run(feed({ size: 100 }), '--get-cuda', '--yes');
		expect(tooLarge.stderr).toContain('fetch.tooLarge');
		expect(existsSync(join(folder, 'cuda', version))).toBe(false);
	});

	it('tells that the feed is another one than expected', async () => {
		const index = server.serve('/other.json', { content: Buffer.from('{}') });
		expect((await run(index, '--get-cuda', '--plan')).stderr).toContain('cli.cudaFeedFailed');
		expect((await run(server.url('/nothing.json'), '--get-cuda', '--plan')).stderr).toContain('cli.cudaFeedFailed');
	});
});

/** Deflated, as packages are. */
function zipOf(files: Readonly<Record<string, Buffer>>): Buffer {
	const locals: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const packed = deflateRawSync(content);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt16LE(8, 4);
		// The checksum of the whole is what counts.
		fields.writeUInt32LE(0, 10);
		fields.writeUInt32LE(packed.length, 14);
		fields.writeUInt32LE(content.length, 18);
		fields.writeUInt16LE(name.length, 22);
		const local = Buffer.concat([signature(0x04034b50), fields, Buffer.from(name), packed]);
		const more = Buffer.alloc(14);
		more.writeUInt32LE(offset, 10);
		directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), fields, more, Buffer.from(name)]));
		locals.push(local);
		offset += local.length;
	}
	const entries = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(directory.length, 4);
	end.writeUInt16LE(directory.length, 6);
	end.writeUInt32LE(entries.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...locals, entries, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
