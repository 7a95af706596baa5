// The messages of the Open Inference Protocol, version 2 over REST, as far as a client or a server of ours reads them. Whatever else
// a peer sends is passed over; the data of tensors is looked at in tensors.ts.

import * as z from 'zod/mini';
import { MalformedMessage } from './malformedMessage';

/** In the metadata of servers that take and give tensors as bytes behind the JSON. */
export const binaryExtension = 'binary_tensor_data';
/** How many bytes of a body are its JSON; absent: all. */
export const headerLengthName = 'Inference-Header-Content-Length';

const absentOr = <T extends z.ZodMiniType>(schema: T): z.ZodMiniOptional<z.ZodMiniNullable<T>> => z.optional(z.nullable(schema));
const parametersSchema = z.record(z.string(), z.unknown());
export type Parameters = z.infer<typeof parametersSchema>;

export const serverMetadataSchema = z.object({
	name: z.string(),
	version: z.string(),
	extensions: absentOr(z.array(z.string())),
});

export const modelMetadataSchema = z.object({
	name: z.string(),
	versions: absentOr(z.array(z.string())),
	platform: z.string(),
	parameters: absentOr(parametersSchema),
});
export type ModelMetadata = z.infer<typeof modelMetadataSchema>;

const dimension = z.number().check(z.int(), z.nonnegative());

/** A tensor as the JSON tells of it; its data may be bytes behind the JSON instead. */
export const tensorHeaderSchema = z.object({
	name: z.string(),
	datatype: z.string(),
	shape: z.array(dimension).check(z.minLength(1), z.maxLength(4)),
	parameters: absentOr(parametersSchema),
	data: z.optional(z.unknown()),
});
export type TensorHeader = z.infer<typeof tensorHeaderSchema>;

/** More tensors than any model of ours has: none needs so many. */
const mostTensors = 64;
const tensorsSchema = z.array(tensorHeaderSchema).check(z.maxLength(mostTensors));

export const inferenceRequestSchema = z.object({
	id: absentOr(z.string().check(z.maxLength(256))),
	parameters: absentOr(parametersSchema),
	inputs: tensorsSchema,
	outputs: absentOr(z.array(z.object({ name: z.string(), parameters: absentOr(parametersSchema) })).check(z.maxLength(mostTensors))),
});
export type InferenceRequest = z.infer<typeof inferenceRequestSchema>;

export const inferenceResponseSchema = z.object({
	model_name: z.string(),
	model_version: absentOr(z.string()),
	outputs: tensorsSchema,
});

export const errorSchema = z.object({ error: z.string() });

/** A message of a kind. Errors: MalformedMessage. */
export function messageOf<T>(schema: z.ZodMiniType<T>, json: unknown): T {
	const result = schema.safeParse(json);
	if (!result.success) {
		throw new MalformedMessage('it has not the form that the protocol gives it');
	}
	return result.data;
}
