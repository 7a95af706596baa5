// Where a LaTeX scanner writes: the block that is open now, the blocks around it that wait (a paragraph around its
// footnote), and the environments that decide what kind of block the text is.

import { AnnotatedText } from '../annotatedText';
import type { Block, BlockKind } from '../block';
import { abstractEnvironments, listEnvironments, tableEnvironments } from './environments';

interface Frame {
	readonly text: AnnotatedText;
	readonly kind: BlockKind;
	/** What is written here is not prose (a preamble, a float outside its captions). */
	readonly isMuted: boolean;
}

interface Environment {
	readonly name: string;
	readonly ownsFrame: boolean;
}

/** Deeper nesting is read as if the inner commands were not there. */
const deepest = 24;
const mostEnvironments = 100;

export class BlockWriter {
	readonly #blocks: Block[] = [];
	readonly #frames: Frame[] = [];
	readonly #environments: Environment[] = [];

	/** Takes what is not wanted while the writer is off. */
	#discarded: AnnotatedText | undefined;

	constructor(isMuted: boolean) {
		this.push('paragraph', isMuted);
	}

	/** While it is off, what is written is thrown away; blocks and environments are opened and closed all the same. */
	get isOff(): boolean {
		return this.#discarded !== undefined;
	}

	set isOff(isOff: boolean) {
		this.#frame.text.omit();
		this.#discarded = isOff ? new AnnotatedText() : undefined;
	}

	get #frame(): Frame {
		return this.#frames.at(-1) as Frame;
	}

	get text(): AnnotatedText {
		return this.#discarded ?? this.#frame.text;
	}

	get isMuted(): boolean {
		return this.isOff || this.#frame.isMuted;
	}

	get canPush(): boolean {
		return this.#frames.length < deepest;
	}

	get isInTable(): boolean {
		const last = this.#environments.at(-1);
		return last !== undefined && tableEnvironments.has(last.name);
	}

	/** Whether the innermost environment is `name`. */
	isIn(name: string): boolean {
		return this.#environments.at(-1)?.name === name;
	}

	/** The preamble ends: from here on the outermost text is prose. */
	beginDocument(): void {
		this.endBlock();
		const [outermost] = this.#frames;
		if (outermost !== undefined) {
			this.#frames[0] = { ...outermost, isMuted: false };
		}
	}

	/** Opens a frame: the text written until `pop` is a block, or blocks, of its own. */
	push(kind: BlockKind, isMuted: boolean): void {
		this.#frames.push({ text: new AnnotatedText(), kind, isMuted });
	}

	pop(): void {
		this.endBlock();
		this.#frames.pop();
	}

	/** A heading that a command prints: `text` stands for what is written in `[from, to)`. */
	heading(text: string, from: number, to: number): void {
		this.endBlock();
		if (this.canPush) {
			this.push('heading', this.#frame.isMuted);
			this.text.write(text, from, to);
			this.pop();
		}
	}

	/** Ends the block that is open now, if there is anything in it. */
	endBlock(): void {
		const { text, kind, isMuted } = this.#frame;
		this.#discarded?.take(kind);
		if (text.isEmpty) {
			text.take(kind);
			return;
		}
		const block = text.take(kind === 'paragraph' ? this.#kindByEnvironment() : kind);
		if (block !== undefined && !isMuted) {
			this.#blocks.push(block);
		}
	}

	/** Opens an environment; with a frame, what it holds is kept apart from the text around it. */
	begin(name: string, frame?: { readonly kind: BlockKind; readonly isMuted: boolean }): void {
		if (this.#environments.length >= mostEnvironments) {
			return;
		}
		if (frame !== undefined && this.canPush) {
			this.push(frame.kind, frame.isMuted);
			this.#environments.push({ name, ownsFrame: true });
		} else {
			this.#environments.push({ name, ownsFrame: false });
		}
	}

	/** Closes the environment `name` and all that were opened in it; nothing where none of that name is open. */
	end(name: string): void {
		let at = this.#environments.length - 1;
		while (at >= 0 && this.#environments[at]?.name !== name) {
			at--;
		}
		if (at < 0) {
			return;
		}
		while (this.#environments.length > at) {
			if (this.#environments.at(-1)?.ownsFrame === true && this.#frames.length > 1) {
				this.pop();
			}
			this.#environments.pop();
		}
	}

	/** All blocks, in source order of their first character. */
	finish(): Block[] {
		while (this.#frames.length > 0) {
			this.pop();
		}
		return this.#blocks
			.map((block, index) => ({ block, index }))
			.sort((a, b) => (a.block.from[0] ?? 0) - (b.block.from[0] ?? 0) || a.index - b.index)
			.map(({ block }) => block);
	}

	#kindByEnvironment(): BlockKind {
		for (let at = this.#environments.length - 1; at >= 0; at--) {
			const name = this.#environments[at]?.name ?? '';
			if (listEnvironments.has(name)) {
				return 'item';
			}
			if (tableEnvironments.has(name)) {
				return 'cell';
			}
			if (abstractEnvironments.has(name)) {
				return 'abstract';
			}
		}
		return 'paragraph';
	}
}
