// The public datasets and encoders that can be fetched by a short name: where their files are, and what is known of them.
// A table only: nothing here reaches for anything.

export interface PublicFile {
	/** Its name in the folder that it is put into. */
	readonly name: string;
	readonly url: string;
	/** Hexadecimal; undefined where none is known, and then the file is not checked. */
	readonly sha256?: string;
	/** In bytes, where it is known. */
	readonly size?: number;
}

export interface PublicSource {
	readonly name: string;
	readonly kind: 'dataset' | 'encoder';
	readonly summary: string;
	/** As its authors or hosts state it. */
	readonly licence: string;
	readonly files: readonly PublicFile[];
}

/** Name, size in bytes and sha256 of a file; null where they are not known. */
type FileRow = readonly [name: string, size: number | null, sha256: string | null];

function filesAt(folder: string, rows: readonly FileRow[]): PublicFile[] {
	return rows.map(([name, size, sha256]) => ({
		name,
		url: `${folder}/${name}`,
		...(size === null ? {} : { size }),
		...(sha256 === null ? {} : { sha256 }),
	}));
}

/** The data as prepared for SpERT, in a repository that took them over unchanged. Its later commits lack them. */
const spertData = 'https://raw.githubusercontent.com/YoumiMa/TablERT/8b68af285b4b6034585a42dc468c73441481a2cb/data/datasets';
const noLicence = 'none stated; for research';

const sciercFiles: readonly FileRow[] = [
	['scierc_train.json', 1002473, '40879beb794a2d947c60f4e7e936c269b5f35ce516e9e155cbff1feea0c3e8da'],
	['scierc_dev.json', 144713, '77506c1a9d9e6a3f596fdce937a1d80679c24df75a8b7cb836737c2a43ff0ec0'],
	['scierc_train_dev.json', 1147186, 'b559f38de2d7918ae08c3c5db4b8cf352bc936c44168d7f83aca2cfd14245b23'],
	['scierc_test.json', 298943, 'ecc88eca58a88cf2087aaa996dada9edad433c3c2f3f8f5be93625b098c20703'],
	['scierc_types.json', 942, 'c092a29d28cc0186b5846c1c56e844e3cb07c6f5196c2efdf432888119434a85'],
];

const conll04Files: readonly FileRow[] = [
	['conll04_train.json', 474194, '65c52d5b6134c72c44277c74c5ecb354bf33aa352fc7b856edf6bda0bb436eea'],
	['conll04_dev.json', 124823, '3965a5110a79671fb74a78c0fd0113c4da6583c3833bd418c1ca414bb491e010'],
	['conll04_train_dev.json', 599017, '1eae483f3206145159d06099964ebd421b5a9c46ea1d838fc3faf0ba1baeafa1'],
	['conll04_test.json', 151092, '347f45cf181b5641d2373248a1af0592954415234f72536835dde1df1b504556'],
	['conll04_types.json', 609, '9244d21d2640430f03eda97f59ce3e0a28a766964b1c04683c80656b5e505ad8'],
];

const adeFiles: readonly FileRow[] = [
	['ade_full.json', 1953871, '5bc2355bcb3fa326d0749af0368e7b428b44a63fb8a1fb76ffeef14825e51384'],
	['ade_types.json', 225, '3675aea50f600cb61d4e55ffa2e376ac64385a3d8a6e8f54c27e07ab44f46919'],
	['ade_split_0_train.json', 1762487, '6624ac4d015c75f551aa15a43bd05e268082d98297d18269662737f7df358365'],
	['ade_split_0_test.json', 191384, '6d6a3584d3876a35854ef703f7a7059363599ad7ed3ab9c3e6e449ae8a252e9a'],
	['ade_split_1_train.json', 1753922, '811befd6d23d2aeb7cff3469d4b22d0c58fa61557b03257986ea1559042d42fe'],
	['ade_split_1_test.json', 199949, '532fa740c11466c54d06dfe4e2989bd800c046cb31c409f074b7b3d49cf99b23'],
	['ade_split_2_train.json', 1758475, 'c13ff04545537879e1d2fa41ed25c4e5831bbd75d2c07a4d7c0e60d2691b5b25'],
	['ade_split_2_test.json', 195396, '69c4844907809f4e76516d7e9b7f8f2fa5eab2bdf27ee0dc02bdb367e673f994'],
	['ade_split_3_train.json', 1760054, '1d65b2aab0da37d3125cb0a90f6c66ad05af4ebb6f4685c4ede242cfb587cb1e'],
	['ade_split_3_test.json', 193817, '07e188e39118bd9644d4bb74ad841099853a5dfbecb035e5af2dc83a7d927495'],
	['ade_split_4_train.json', 1764853, 'de8cdb999563697d330d97b9ac95a5ae1c83106eb812f25b12d807c6628f28a4'],
	['ade_split_4_test.json', 189018, '937eff5f8982fff83655872fcf150876145e75a381dcedfc45e2411f47146edc'],
	['ade_split_5_train.json', 1751698, '474668717b0fbcb4cf6fda984b8897b2e66f2550c9a052187c6ece012960a6cf'],
	['ade_split_5_test.json', 202173, 'd01d706574d4921304d3b53a0b013fbe41d2f97439245cf768c503df1e70a9f3'],
	['ade_split_6_train.json', 1760744, 'c3e41dea7c11c34da7f32be45ced3a162fff30abeb0939698937fe7a83446dca'],
	['ade_split_6_test.json', 193127, '3e35e7278060f16103665a47db1480e305346f255872ced202617c6d8025bb01'],
	['ade_split_7_train.json', 1757752, '3839c5f7cfd5c9e260a3a60a9c79f6ed54d21d66288413c8a2c2d8e985e9081c'],
	['ade_split_7_test.json', 196119, '6c4f25fffd1ce4fb1bf67bc54713b44f6e1abb9ca744d06a38ed88731a8d1371'],
	['ade_split_8_train.json', 1755338, '9c5c698bb7d5a72e11685a63de4a6b525e073eede445eaae0d44ce42166fffcc'],
	['ade_split_8_test.json', 198533, '69fb620cc4f9fe4d35533dba74b7234ebb2c2e69a988a8945219563ad12feb3c'],
	['ade_split_9_train.json', 1759516, 'e863f0b8a717364fd553e55e041ea89e2a52d116e5b047cbaa1882410ab0813f'],
	['ade_split_9_test.json', 194355, 'a02776d17963ada8aad5e1d4370e96d2478a8e44fd0944274ac0c44f4499b0ed'],
];

/** Of BERT's and MiniLM's uncased encoders, the same file. */
const uncasedVocabulary: FileRow = ['vocab.txt', 231508, '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3'];

/** A repository of the Hugging Face hub at one commit, so that its files stay what they are. */
function hubFiles(repository: string, commit: string, rows: readonly FileRow[]): PublicFile[] {
	return filesAt(`https://huggingface.co/${repository}/resolve/${commit}`, rows);
}

export const publicSources: readonly PublicSource[] = [
	{
		name: 'scierc',
		kind: 'dataset',
		summary: 'SciERC: 2687 sentences of AI abstracts, 6 entity and 7 relation types (Luan et al. 2018)',
		licence: noLicence,
		files: filesAt(`${spertData}/scierc`, sciercFiles),
	},
	{
		name: 'conll04',
		kind: 'dataset',
		summary: 'CoNLL04: 1441 sentences of news, 4 entity and 5 relation types (Roth and Yih 2004)',
		licence: noLicence,
		files: filesAt(`${spertData}/conll04`, conll04Files),
	},
	{
		name: 'ade',
		kind: 'dataset',
		summary: 'ADE: 4272 sentences on adverse drug effects in ten folds (Gurulingappa et al. 2012)',
		licence: noLicence,
		files: filesAt(`${spertData}/ade`, adeFiles),
	},
	{
		name: 'scibert',
		kind: 'encoder',
		summary: 'SciBERT, uncased, its own vocabulary: 110M parameters, for scientific text (lowercase = true)',
		licence: 'Apache-2.0',
		files: hubFiles('allenai/scibert_scivocab_uncased', '24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1', [
			['config.json', null, null],
			['vocab.txt', null, null],
			['pytorch_model.bin', null, null],
		]),
	},
	{
		name: 'bert-base-cased',
		kind: 'encoder',
		summary: 'BERT base, cased: 108M parameters',
		licence: 'Apache-2.0',
		files: hubFiles('google-bert/bert-base-cased', 'cd5ef92a9fb2f889e972770a36d4ed042daf221e', [
			['config.json', null, null],
			['vocab.txt', null, null],
			['model.safetensors', null, null],
		]),
	},
	{
		name: 'bert-base-uncased',
		kind: 'encoder',
		summary: 'BERT base, uncased: 110M parameters (lowercase = true)',
		licence: 'Apache-2.0',
		files: hubFiles('google-bert/bert-base-uncased', '86b5e0934494bd15c9632b12f734a8a67f723594', [
			['config.json', 570, '7160e1553ad2ca51d8c1cb066be533db31826e12d173824c1bb0cb1a4f187d20'],
			uncasedVocabulary,
			['model.safetensors', 440449768, '68d45e234eb4a928074dfd868cead0219ab85354cc53d20e772753c6bb9169d3'],
		]),
	},
	{
		name: 'minilm',
		kind: 'encoder',
		summary: 'all-MiniLM-L6-v2, uncased: 23M parameters, what the embedded model was trained from (lowercase = true)',
		licence: 'Apache-2.0',
		files: hubFiles('sentence-transformers/all-MiniLM-L6-v2', '1110a243fdf4706b3f48f1d95db1a4f5529b4d41', [
			['config.json', null, '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41'],
			uncasedVocabulary,
			['model.safetensors', 90868376, '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db'],
		]),
	},
	{
		name: 'mpnet',
		kind: 'encoder',
		summary: 'all-mpnet-base-v2, uncased: 109M parameters, what the embedded model’s teacher was trained from (lowercase = true)',
		licence: 'Apache-2.0',
		files: hubFiles('sentence-transformers/all-mpnet-base-v2', 'e8c3b32edf5434bc2275fc9bab85f82640a19130', [
			['config.json', null, null],
			['vocab.txt', null, null],
			['model.safetensors', 437971872, '78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658'],
		]),
	},
];
