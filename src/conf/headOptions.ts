// The options that say how the classifiers of a new model are built. A part of the option table.

import type { OptionDeclaration } from './optionTable';

const train = ['train'] as const;

export const headOptions = [
	{
		key: 'boundary_pieces',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation:
			'Both classifiers read the hidden states of the first and last word piece of a span, beside the maximum over all of its word pieces.',
	},
	{
		key: 'classifier_hidden_size',
		commands: train,
		kind: 'integer',
		default: 0,
		minimum: 0,
		maximum: 16384,
		ours: true,
		documentation: 'Units of a hidden layer (GELU, and dropout of prop_drop) in both classifiers; 0: none, one linear layer each.',
	},
	{
		key: 'relation_entity_types',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation: 'The relation classifier reads how probable each entity type is for head and tail.',
	},
	{
		key: 'relation_sentence',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation: 'The relation classifier reads the hidden state of [CLS], which stands for the whole sentence.',
	},
	{
		key: 'relation_product',
		commands: train,
		kind: 'boolean',
		default: false,
		ours: true,
		documentation:
			'The relation classifier reads the product of head and tail, element by element; with classifier_hidden_size, of what is projected of each.',
	},
] as const satisfies readonly OptionDeclaration[];
