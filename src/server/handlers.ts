// Binds the protocol's requests to the engine service: validates what arrives, translates what fails.

import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
import type * as z from 'zod/mini';
import type { Device } from '../base/device';
import { UserError } from '../base/userError';
import { CancelledError } from '../base/cancellation';
import { describeFailure, type LogLevel } from '../base/logger';
import { describeModel } from '../engine/sentenceResult';
import {
	devicesParamsSchema,
	devicesRequest,
	extractParamsSchema,
	extractRequest,
	initializeParamsSchema,
	initializeRequest,
	loadModelParamsSchema,
	loadModelRequest,
	logNotification,
	protocolVersion,
	type RequestMessage,
} from '../protocol/engineProtocol';
import { protocolMismatch, toResponseError } from '../protocol/errors';
import type { EngineService } from './engineService';
import { ServedModels } from './servedModels';

/** @param onLostDevice told of devices on which an earlier process ended */
export function registerHandlers(
	connection: MessageConnection,
	service: EngineService,
	onLostDevice: (device: Device, detail: string) => void,
): void {
	const log = (level: LogLevel, message: string): void => {
		// A client that has gone needs no log.
		connection.sendNotification(logNotification.method, { level, message }).catch(() => {});
	};

	function handle<P, R>(
		type: RequestMessage<P, R>,
		schema: z.ZodMiniType<P>,
		respond: (params: P, token: CancellationToken) => R | Promise<R>,
	): void {
		connection.onRequest(type.method, async (params: unknown, token: CancellationToken) => {
			try {
				return await respond(schema.parse(params), token);
			} catch (failure) {
				if (!(failure instanceof UserError) && !(failure instanceof CancelledError)) {
					log('error', describeFailure(failure));
				}
				throw toResponseError(failure);
			}
		});
	}

	handle(initializeRequest, initializeParamsSchema, (params) => {
		if (params.protocolVersion !== protocolVersion) {
			throw protocolMismatch(params.protocolVersion, protocolVersion);
		}
		for (const { device, detail } of params.lostDevices ?? []) {
			onLostDevice(device, detail);
		}
		return { protocolVersion, processId: process.pid };
	});
	// What a server computes waits for nothing that is computed here.
	const served = new ServedModels();
	handle(loadModelRequest, loadModelParamsSchema, async (params, token) => {
		const { location } = params;
		return location.serverUrl === undefined ? describeModel(await service.load(location)) : await served.load(location.serverUrl, params, token);
	});
	handle(devicesRequest, devicesParamsSchema, (params) => service.devices(params));
	handle(extractRequest, extractParamsSchema, (params, token) => {
		const { serverUrl } = params.location;
		return serverUrl === undefined ? service.extract(params, token) : served.extract(serverUrl, params, token);
	});
}
