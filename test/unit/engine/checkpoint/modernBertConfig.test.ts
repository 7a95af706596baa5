import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/engine/checkpoint/config';

const config = {
	model_type: 'modernbert',
	hidden_size: 32,
	num_hidden_layers: 2,
	num_attention_heads: 4,
	intermediate_size: 48,
	vocab_size: 60,
};
const rotation = (theta: number, type = 'default') => ({ rope_type: type, rope_theta: theta });

describe("A ModernBERT's config.json", () => {
	it('names the bases of rotation as version 4 of transformers does', () => {
		const parsed = parseConfig({ ...config, global_rope_theta: 80_000, local_rope_theta: 5000 }, 'config.json');
		expect(parsed).toMatchObject({ globalBase: 80_000, localBase: 5000 });
	});

	it('names them as version 5 does', () => {
		const rope_parameters = { full_attention: rotation(80_000), sliding_attention: rotation(5000) };
		expect(parseConfig({ ...config, rope_parameters }, 'config.json')).toMatchObject({ globalBase: 80_000, localBase: 5000 });
	});

	it('is refused where it scales the angles', () => {
		const rope_parameters = { full_attention: rotation(80_000, 'yarn'), sliding_attention: rotation(5000) };
		expect(() => parseConfig({ ...config, rope_parameters }, 'config.json')).toThrow(/rope_parameters/);
	});
});
