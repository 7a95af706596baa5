// Labels that VS Code reads icons from, with text that is not ours in them.

/** Text that shows as it reads: `$(name)` in it is no icon. */
export function plainLabel(text: string): string {
	return text.replaceAll('$(', '$\u200b(');
}
