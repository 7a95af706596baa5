// What a SpERT model says of itself as a served model: its metadata, where the protocol leaves room in the parameters, and the
// parameters of a request. Values are numbers and texts, as the protocol has it, so types are told as JSON in a text.

import * as z from 'zod/mini';
import { entityTypeSchema, extractionOptionsSchema, relationTypeSchema, type ExtractionOptions, type ModelInfo } from '../protocol/engineProtocol';
import { MalformedMessage } from './malformedMessage';
import type { ModelMetadata, Parameters } from './messages';
import { inputTensors, outputTensors } from './spertTensors';

/** Raised whenever tensors or parameters change their meaning. */
export const interfaceVersion = 1;

export const platform = 'spert';

/** What applies where a request does not say; relations then count from the model's own thresholds on. */
const defaultSpanSize = 10;

/** The metadata of a model. Its one version is its hash: who asks for that version gets that model or nothing. */
export function describeServedModel(servedName: string, info: ModelInfo): Readonly<Record<string, unknown>> {
	return {
		name: servedName,
		versions: [info.hash],
		platform,
		inputs: inputTensors,
		outputs: outputTensors(info.entityTypes.length),
		parameters: {
			spert_interface: interfaceVersion,
			model: info.name,
			device: info.device,
			...(info.precision === undefined ? {} : { precision: info.precision }),
			load_time: info.loadTime,
			entity_types: JSON.stringify(info.entityTypes),
			relation_types: JSON.stringify(info.relationTypes),
		},
	};
}

const text = z.string().check(z.minLength(1), z.maxLength(200));
const mostTypes = 10_000;
const parametersSchema = z.object({
	spert_interface: z.literal(interfaceVersion),
	model: text,
	device: text,
	precision: z.optional(z.nullable(text)),
	load_time: z.optional(z.nullable(z.number())),
	entity_types: z.string(),
	relation_types: z.string(),
});
const entityTypesSchema = z.array(entityTypeSchema).check(z.minLength(1), z.maxLength(mostTypes));
const relationTypesSchema = z.array(relationTypeSchema).check(z.maxLength(mostTypes));

/** A SHA-256 in hexadecimal. */
const hashPattern = /^[0-9a-f]{64}$/;

/** Undefined for a model that is none of ours. Errors: MalformedMessage for one that says it is, and is not. */
export function servedModelInfo({ versions, parameters }: ModelMetadata): ModelInfo | undefined {
	if (parameters?.['spert_interface'] !== interfaceVersion) {
		return undefined;
	}
	const told = parametersSchema.safeParse(parameters);
	const hash = versions?.length === 1 ? versions[0] : undefined;
	if (!told.success || hash === undefined || !hashPattern.test(hash)) {
		throw new MalformedMessage('the model does not say what it is');
	}
	const { model, device, precision, load_time: loadTime, entity_types: entityTypes, relation_types: relationTypes } = told.data;
	return {
		name: model,
		hash,
		device,
		...(precision === undefined || precision === null ? {} : { precision }),
		loadTime: loadTime ?? 0,
		entityTypes: typesIn(entityTypesSchema, entityTypes),
		relationTypes: typesIn(relationTypesSchema, relationTypes),
	};
}

function typesIn<T>(schema: z.ZodMiniType<T>, json: string): T {
	try {
		return schema.parse(JSON.parse(json));
	} catch {
		throw new MalformedMessage('the types of the model are not as they should be');
	}
}

export function optionParameters({ maxSpanSize, relationThreshold }: ExtractionOptions): Parameters {
	return { max_span_size: maxSpanSize, ...(relationThreshold === undefined ? {} : { relation_threshold: relationThreshold }) };
}

/** The options of a request. Errors: MalformedMessage. */
export function optionsOf(parameters: Parameters | null | undefined): ExtractionOptions {
	const options = extractionOptionsSchema.safeParse({
		maxSpanSize: parameters?.['max_span_size'] ?? defaultSpanSize,
		relationThreshold: parameters?.['relation_threshold'] ?? undefined,
	});
	if (!options.success) {
		throw new MalformedMessage('max_span_size must be a whole number of at least 1, relation_threshold a number');
	}
	return options.data;
}
