// Writes scalars as TensorBoard reads them: protocol buffers (Event) in a TFRecord file, each record with its checksums.
// https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto,
// https://www.tensorflow.org/tutorials/load_data/tfrecord

import { open, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '../evaluation/scores';
import { ProtobufWriter } from '../onnx/protobuf';

/** Values by tag. */
export type Scalars = Readonly<Record<string, number>>;

/** The reference's tags of what is logged in training. `lossAverage` is the loss divided by the batch size. */
export function trainingScalars(loss: number, lossAverage: number, learningRate: number): Scalars {
	return { 'data/train/loss': loss, 'data/train/loss_avg': lossAverage, 'data/train/lr': learningRate };
}

/** The reference's tags of an evaluation, in per cent. @param label of the dataset: "valid" or "test" */
export function evaluationScalars(label: string, { ner, rel, relNec }: Evaluation): Scalars {
	const settings = [['ner', ner], ['rel', rel], ['rel_nec', relNec]] as const;
	return Object.fromEntries(
		settings.flatMap(([setting, scores]) => {
			return (['micro', 'macro'] as const).flatMap((average) => {
				const { precision, recall, f1 } = scores[average];
				return Object.entries({ prec: precision, recall, f1 }).map(([metric, fraction]) => {
					return [`data/${label}/eval/${setting}_${metric}_${average}`, 100 * fraction];
				});
			});
		}),
	);
}

/** An open event file. Its owner closes it. */
export class EventFile {
	readonly path: string;
	readonly #file: FileHandle;

	private constructor(path: string, file: FileHandle) {
		this.path = path;
		this.#file = file;
	}

	/**
	 * Makes a new event file in `folder`, which must be there.
	 * @param firstStep where the training goes on; TensorBoard then forgets what earlier files of the folder say from there on
	 * Errors: those of the file system.
	 */
	static async create(folder: string, firstStep = 0, now = Date.now()): Promise<EventFile> {
		const path = join(folder, `events.out.tfevents.${(now / 1000).toFixed(6)}.${hostname()}`);
		const file = new EventFile(path, await open(path, 'wx'));
		await file.#append(event(now, 0, (writer) => writer.string(3, 'brain.Event:2')));
		if (firstStep > 0) {
			// SessionLog with the status START.
			await file.#append(event(now, firstStep, (writer) => writer.message(7, (log) => log.varint(1, 1))));
		}
		return file;
	}

	/** Appends all values as one event. Errors: those of the file system. */
	async add(step: number, scalars: Scalars, now = Date.now()): Promise<void> {
		await this.#append(
			event(now, step, (writer) => {
				writer.message(5, (summary) => {
					for (const [tag, value] of Object.entries(scalars)) {
						summary.message(1, (item) => {
							item.string(1, tag);
							item.float(2, value);
						});
					}
				});
			}),
		);
	}

	async close(): Promise<void> {
		await this.#file.close();
	}

	async #append(data: Uint8Array): Promise<void> {
		const length = Buffer.alloc(8);
		length.writeBigUInt64LE(BigInt(data.length));
		await this.#file.appendFile(Buffer.concat([length, maskedChecksum(length), data, maskedChecksum(data)]));
	}
}

/** An Event message: wall time (field 1, a double in seconds), step (field 2) and what `write` adds. */
function event(now: number, step: number, write: (writer: ProtobufWriter) => void): Uint8Array {
	const wallTime = Buffer.alloc(9);
	wallTime.writeUInt8((1 << 3) | 1, 0);
	wallTime.writeDoubleLE(now / 1000, 1);
	const writer = new ProtobufWriter();
	writer.varint(2, step);
	write(writer);
	return Buffer.concat([wallTime, writer.finish()]);
}

/** TFRecord's masked CRC-32C: rotated by 15 bits and moved by a constant, so that checksums of checksums stay good. */
function maskedChecksum(bytes: Uint8Array): Buffer {
	const checksum = crc32c(bytes);
	const masked = (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32LE(masked);
	return buffer;
}

/** CRC-32C (Castagnoli), bit by bit: events are short. */
function crc32c(bytes: Uint8Array): number {
	let checksum = 0xffffffff;
	for (const byte of bytes) {
		checksum ^= byte;
		for (let bit = 0; bit < 8; bit++) {
			checksum = (checksum >>> 1) ^ (checksum & 1 ? 0x82f63b78 : 0);
		}
	}
	return (checksum ^ 0xffffffff) >>> 0;
}
