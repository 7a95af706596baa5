// Entity and relation types, and the file that declares them (types.json). The order of the file gives the classes of a
// model their indices, so it is kept exactly.

import { typesMalformed } from './errors';
import { isJsonObject, parseJson, type JsonObject } from './json';

export interface EntityType {
	/** The name that datasets use. */
	readonly identifier: string;
	/** The name in tables. */
	readonly short: string;
	/** The name in prose. */
	readonly verbose: string;
	/** The class in the model, from 1: class 0 is "no entity". */
	readonly index: number;
}

export interface RelationType {
	readonly identifier: string;
	readonly short: string;
	readonly verbose: string;
	/** From 1: 0 is "no relation", which is no output of the relation classifier (its column is `index - 1`). */
	readonly index: number;
	/** Whether head and tail are interchangeable. */
	readonly symmetric: boolean;
}

export interface TypeSet {
	/** Without "no entity", so the type of class `index` is at `index - 1`. */
	readonly entities: readonly EntityType[];
	/** Without "no relation", so the type of index `index` is at `index - 1`. */
	readonly relations: readonly RelationType[];
}

/**
 * Parses the text of a types file; `where` names it in errors.
 * Errors: data.notJson, data.typesMalformed.
 */
export function parseTypes(json: string, where: string): TypeSet {
	parseJson(json, where);
	const root: unknown = JSON.parse(markKeys(json));
	if (!isJsonObject(root)) {
		throw typesMalformed(where, 'is not an object');
	}
	const entities = declarations(root, 'entities', where).map(({ identifier, declaration, place }, position) => ({
		identifier,
		short: text(declaration, 'short', place),
		verbose: text(declaration, 'verbose', place),
		index: position + 1,
	}));
	const relations = declarations(root, 'relations', where).map(({ identifier, declaration, place }, position) => ({
		identifier,
		short: text(declaration, 'short', place),
		verbose: text(declaration, 'verbose', place),
		index: position + 1,
		symmetric: flag(declaration, 'symmetric', place),
	}));
	if (entities.length === 0) {
		throw typesMalformed(where, 'declares no entity type');
	}
	return { entities, relations };
}

const keyMark = '@';

// JavaScript moves keys that look like integers to the front of an object and treats "__proto__" apart. With a mark before
// every key both are ordinary and the file's order stays. The text is valid JSON, so strings can be found by this pattern.
function markKeys(json: string): string {
	return json.replace(/"((?:[^"\\]|\\.)*)"(\s*:)?/g, (whole: string, body: string, colon: string | undefined) =>
		colon === undefined ? whole : `"${keyMark}${body}"${colon}`,
	);
}

function declarations(
	root: JsonObject,
	key: 'entities' | 'relations',
	where: string,
): { identifier: string; declaration: JsonObject; place: string }[] {
	const value = root[keyMark + key];
	if (!isJsonObject(value)) {
		throw typesMalformed(where, `has no object "${key}"`);
	}
	return Object.entries(value).map(([markedIdentifier, declaration]) => {
		const identifier = markedIdentifier.slice(keyMark.length);
		const place = `${where}: ${key === 'entities' ? 'entity' : 'relation'} type "${identifier}"`;
		if (!isJsonObject(declaration)) {
			throw typesMalformed(place, 'is not an object');
		}
		return { identifier, declaration, place };
	});
}

function text(declaration: JsonObject, key: 'short' | 'verbose', place: string): string {
	const value = declaration[keyMark + key];
	if (typeof value !== 'string') {
		throw typesMalformed(place, `has no text "${key}"`);
	}
	return value;
}

function flag(declaration: JsonObject, key: 'symmetric', place: string): boolean {
	const value = declaration[keyMark + key];
	if (typeof value !== 'boolean') {
		throw typesMalformed(place, `has no true or false "${key}"`);
	}
	return value;
}
