// What the environments of LaTeX and its usual packages hold: prose, formulas, code, drawings, floats, lists, cells.

import type { Signature } from './commands';
import { verbatimEnvironments } from './matching';

const words = (list: string): Set<string> => new Set(list.trim().split(/\s+/));

/** Formulas set on a line of their own: the paragraph around them goes on. */
export const displayFormulas = words(`
	equation equation* align align* eqnarray eqnarray* gather gather* multline multline* displaymath flalign flalign*
	alignat alignat* xalignat xalignat* dmath dmath* dgroup dgroup* IEEEeqnarray IEEEeqnarray* empheq math split aligned
	gathered alignedat array cases
`);

/** Environments whose content is formulas, code or drawings. */
export const droppedEnvironments: ReadonlySet<string> = new Set([
	...displayFormulas,
	...verbatimEnvironments,
	...words(`
		matrix pmatrix bmatrix vmatrix Bmatrix Vmatrix smallmatrix dcases rcases subarray tikzpicture pgfpicture pspicture
		picture forest tikzcd circuitikz axis overpic asy feynmandiagram algorithmic algorithmic* algpseudocode algpseudocodex
		pseudocode thebibliography icmlauthorlist CCSXML bibunit textblock prooftree mathpar wrapfigure*
	`),
]);

/** Floats of which only captions and footnotes are read. */
export const captionsOnlyEnvironments = words(`
	figure figure* wrapfigure subfigure SCfigure SCfigure* sidewaysfigure sidewaysfigure* marginfigure algorithm algorithm*
	algorithm2e algorithm2e* procedure function lstfloat listing teaserfigure floatingfigure code scheme chart graphicalabstract
`);

/** Floats whose cells are read too. */
export const floats = words(`
	table table* wraptable sidewaystable sidewaystable* margintable threeparttable measuredfigure subtable SCtable
`);

export const tableEnvironments = words(`
	tabular tabular* tabularx tabulary longtable longtable* xltabular supertabular tblr longtblr talltblr deluxetable deluxetable*
	NiceTabular NiceTabular* NiceTabularX tabu longtabu mpxtabular
`);
export const listEnvironments = words(`
	itemize enumerate description compactitem compactenum compactdesc easylist inparaenum inparaitem list trivlist tasks
	itemize* enumerate* description* inlinelist tablenotes questions choices
`);
export const abstractEnvironments = words('abstract abstract* onecolabstract Abstract altabstract');

/** They print a heading of their own. */
export const acknowledgementEnvironments = words('acknowledgements acknowledgments acknowledgement acknowledgment acks ack');

/** Set with a heading that may name them: "Theorem 1 (Bayes)." */
export const theoremEnvironments = words(`
	theorem lemma proposition corollary definition remark example proof conjecture claim fact assumption observation
	theorem* lemma* proposition* corollary* definition* remark* example* conjecture* claim* notation problem question
	hypothesis property axiom exercise solution thm lem prop cor defn rem
`);

/** Environments that go on inside a paragraph. */
export const environmentsInParagraphs = words(`
	small footnotesize scriptsize tiny normalsize large Large bf it em sloppypar subequations refsection singlespace spacing
	otherlanguage otherlanguage* CJK CJK* onlyenv uncoverenv visibleenv alertenv
`);

const titledBoxes = words('tcolorbox mdframed tcblisting');

/** Arguments behind \begin{…}, in the same letters as a command's. */
export const environmentArguments: ReadonlyMap<string, Signature> = new Map([
	...[...tableEnvironments].map((name): [string, Signature] => [name, 'om']),
	...[...titledBoxes].map((name): [string, Signature] => [name, 'K']),
	['tabular*', 'mom'],
	['tabularx', 'mom'],
	['NiceTabularX', 'mom'],
	['tabulary', 'mom'],
	['xltabular', 'mom'],
	['minipage', 'ooom'],
	['wrapfigure', 'omom'],
	['wraptable', 'omom'],
	['multicols', 'mk'],
	['multicols*', 'mk'],
	['list', 'mm'],
	['adjustbox', 'm'],
	['adjustwidth', 'mm'],
	['adjustwidth*', 'mm'],
	['subfigure', 'om'],
	['subtable', 'om'],
	['spacing', 'm'],
	['textblock', 'm'],
	['refsection', 'o'],
	['otherlanguage', 'm'],
	['otherlanguage*', 'm'],
	['CJK', 'omm'],
	['CJK*', 'omm'],
	['lstlisting', 'L'],
	['frame', 'voohh'],
	['block', 'vh'],
	['alertblock', 'vh'],
	['exampleblock', 'vh'],
	['columns', 'vo'],
	['column', 'vom'],
	['onlyenv', 'v'],
	['uncoverenv', 'v'],
	['visibleenv', 'v'],
	['alertenv', 'v'],
	['beamercolorbox', 'om'],
	['tasks', 'or'],
	['turn', 'm'],
	['rotate', 'm'],
	['addmargin', 'om'],
]);

const known: ReadonlySet<string> = new Set([
	...[...droppedEnvironments, ...captionsOnlyEnvironments, ...floats, ...tableEnvironments, ...listEnvironments],
	...[...abstractEnvironments, ...theoremEnvironments, ...environmentArguments.keys(), 'document', 'center', 'quote'],
]);

/** Environments whose sense is settled: a document that defines them anew changes their look. */
export function isKnownEnvironment(name: string): boolean {
	return known.has(name);
}
