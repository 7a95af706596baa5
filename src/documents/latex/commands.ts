// What the commands of LaTeX and its usual packages mean for prose. A signature tells, argument by argument, what becomes
// of it; commands that are not listed lose their name and keep what their braces hold.

/**
 * s: a star may follow; v: a beamer overlay <…> may follow; o: an optional [argument], left out; m: an argument, left out;
 * t: an argument that stays in the text; T, A, H, C, F: an argument that is a block of its own (title, abstract, heading,
 * caption, footnote); P: paragraph; c, k: an optional [argument] that is a caption or a heading; h: a heading where a brace
 * follows; K, L: options in brackets of which the title is a heading or the caption a caption; r: an argument in
 * parentheses, left out; l: an argument whose lines are joined; _: a space; /: a stroke.
 */
export type Signature = string;

const rows: readonly (readonly [Signature, string])[] = [
	['soH', 'part chapter section subsection subsubsection paragraph subparagraph addchap addsec minisec addpart'],
	['vooH', 'frametitle framesubtitle'],
	['voT', 'title icmltitle subtitle Title jmlrtitle'],
	['A', 'abstract Abstract'],
	['soC', 'caption subcaption subcaptionbox tablecaption figcaption'],
	['msoC', 'captionof'],
	['oC', 'captionabove captionbelow figurecaption tablehead tablecomments legend'],
	['oF', 'footnote footnotetext tablefootnote sidenote endnote tablenotetext footnoteA footnoteB'],
	['P', 'keywords icmlkeywords Keywords titlehead dedicatory software facilities facility epigraph'],
	['cct', 'subfloat'],
	['ct', 'subfigure subtable'],
	['om', 'usepackage RequirePackage documentclass documentstyle LoadClass PassOptionsToPackage orcidlink address'],
	['soom', 'includegraphics'],
	['om', 'thanks date email altaffiliation collaboration bibitem institute logo pacs tnotetext cortext fntext ead'],
	['som', 'author institution affil affiliation'],
	['om', 'todo marginpar marginnote index glossary bibliography bibliographystyle addbibresource tikzset pgfplotsset missingfigure'],
	['L', 'lstinputlisting'],
	['om', 'lstset inputminted hypersetup captionsetup geometry sisetup usetikzlibrary setminted usemintedstyle'],
	['omm', 'VerbatimInput verbatiminput'],
	['smm', 'setlength addtolength setcounter addtocounter newlength titlespacing colorlet setbeamertemplate newsavebox'],
	['om', 'newcounter stepcounter refstepcounter usecounter arabic roman alph Alph Roman value pagestyle bookmarksetup'],
	['m', 'thispagestyle pagenumbering graphicspath label includeonly nocite url path loadglsentries hyphenpenalty'],
	['m', 'subfile subfileinclude usebox sbox ding symbol lipsum blindtext'],
	['mm', 'import subimport inputfrom includefrom subinputfrom subincludefrom savebox graphicspathtwo'],
	['m', 'eqlabel figurelabel sectlabel tablelabel linespread bibdata includepdf orcid authorrunning'],
	['m', 'titlerunning icmltitlerunning shorttitle shortauthors running runningtitle correspondingauthor nolinkurl doi'],
	['m', 'hyphenation phantom hphantom vphantom ensuremathop thesection DeclareGraphicsExtensions pagecolor'],
	['sm', 'vspace hspace nociteauthor addvspace'],
	['om', 'color rowcolor cellcolor columncolor rowcolors arrayrulecolor'],
	['mm', 'fontsize numberwithin definecolorset counterwithin svgpath'],
	['mmm', 'definecolor addcontentsline setfloatlocations contentsline DeclarePairedDelimiter'],
	['m', 'altaffilmark inst corresp offprints preprint journalinfo received accepted revised published tnoteref corref fnref acmBooktitle acmSubmissionID'],
	['mm', 'altaffiltext icmlauthor icmlaffiliation icmlcorrespondingauthor markboth correspondingauthors icmlsetsymbol'],
	['m', 'setcopyright copyrightyear acmYear acmDOI acmISBN acmPrice acmJournal acmVolume acmNumber acmArticle acmMonth'],
	['om', 'ccsdesc'],
	['ommm', 'acmConference'],
	['omt', 'textcolor colorbox foreignlanguage hyperlink glslink bookmark textcquote'],
	['mt', 'adjustbox href hypertarget texttransform rotatebox glsdisp textlang'],
	['mot', 'scalebox'],
	['smmt', 'resizebox'],
	['mmt', 'multicolumn fcolorbox'],
	['omomot', 'multirow'],
	['ooomt', 'parbox'],
	['moot', 'raisebox'],
	['tm', 'texorpdfstring replaced'],
	['m', 'deleted DIFdel glsadd glsreset acused acreset glsunset note'],
	['omm', 'nomenclature'],
	['vt', 'only uncover visible onslide alert structure textbf emph textit action'],
	['vm', 'invisible'],
	['m', 'column'],
	['v', 'pause'],
	['mtt', 'ifthenelse iftoggle ifbool'],
	['ot', 'hyperref hl sout tcbox'],
	['sol', 'thead makecell shortstack'],
	['omoom', 'newtcolorbox renewtcolorbox newmdenv'],
	['oot', 'mbox makebox framebox'],
	['o', 'footnotemark linebreak pagebreak nolinebreak nopagebreak twocolumn onecolumn maketitle printbibliography addlinespace'],
	['o', 'tableofcontents listoffigures listoftables newpage clearpage cleardoublepage printglossary printglossaries printacronyms listoftodos'],
	['om', 'fancyhf fancyhead fancyfoot lhead chead rhead lfoot cfoot rfoot fancypagestyle'],
	['m', 'cline selectlanguage footref setmainfont setstretch bibliographyunit tnote tablenotemark'],
	['orm', 'cmidrule'],
	['omm', 'rule'],
	['m', 'futurelet Sexpr theoremstyle urlstyle usepgfplotslibrary pgfdeclarelayer RestyleAlgo'],
	['om', 'setlist'],
	['mom', 'newcolumntype'],
	['mm', 'DeclareUnicodeCharacter newunicodechar AtBeginEnvironment AtEndEnvironment BeforeBeginEnvironment AfterEndEnvironment'],
	['mm', 'floatname newcites'],
	['mmm', 'newfloat newlist crefname Crefname'],
	['mmmm', 'apptocmd pretocmd'],
	['mmmmm', 'patchcmd xpatchcmd'],
	['mmm', 'specialrule SetStartEndCondition SetKwRepeat SetKwComment SetKwBlock'],
	['mmmm', 'SetKwFor SetKwProg SetKwParFor'],
	['mmmmmmmm', 'SetKwIF'],
	['mmmmmmmmm', 'SetKwSwitch'],
	['t_t', 'diagbox backslashbox slashbox'],
	['t/t', 'nicefrac sfrac xfrac'],
	['mm', 'newacronymstyle setbeamercolor setbeamerfont setbeamercovered'],
	['m', 'AtBeginDocument AtEndDocument'],
	['r', 'ListProperties NewList'],
	['om', 'InputIfFileExists script inputpgf tikzsetnextfilename tikzexternalize usetheme usecolortheme usefonttheme'],
];

/** Name of the command → signature. */
export const signatures: ReadonlyMap<string, Signature> = new Map(
	rows.flatMap(([signature, names]) =>
		names.split(' ').map((name): [string, Signature] => [name, signature]),
	),
);

const words = (list: string): Set<string> => new Set(list.trim().split(/\s+/));

/** Citations that are part of the sentence: "as \citet{x} show". */
export const textualCitations = words(`
	citet Citet textcite Textcite citeauthor Citeauthor citeA citeasnoun textcites Textcites newcite
	shortciteA citeNP onlinecite citealias citetalias citefullauthor Citefullauthor citetext
`);

/** Citations that a reader skips. */
export const parentheticalCitations = words(`
	citep Citep citealp Citealp citealt Citealt parencite Parencite autocite Autocite autocites parencites footcite footcites supercite
	smartcite fullcite footfullcite citeyear citeyearpar citenum citeonline Smartcite Footcite shortcite citeN cites cites
	citeurl citetitle nocite volcite pvolcite
	footcitetext citepalias notecite pnotecite citeauthoryear nptextcite footcitet citedate citeurldate
`);

/** References that print a bare number: nothing of a word. */
export const numberReferences = words('ref pageref eqref subref labelcref thref vref ref* pageref* getrefnumber nameref');

/** References that print what they refer to and its number: the word stays ("Figure"). */
export const namedReferences = words('cref Cref autoref fullref vrefrange crefrange Crefrange namecref nameCref Autoref zcref');

/** Commands that only switch the font or the layout; white space behind them is swallowed. */
export const switches = words(`
	bf it rm sf tt sl sc em bfseries itshape rmfamily sffamily ttfamily slshape scshape upshape mdseries normalfont
	normalsize tiny scriptsize footnotesize small large Large LARGE huge Huge centering raggedright raggedleft noindent
	indent protect relax bigskip medskip smallskip xspace ignorespaces unskip leavevmode null hline toprule midrule
	bottomrule nonumber notag displaystyle textstyle makeatletter makeatother frenchspacing nonfrenchspacing sloppy
	begingroup endgroup bgroup egroup appendix NoValue BooleanTrue BooleanFalse endhead endfirsthead endfoot endlastfoot
	startdata enddata mainmatter frontmatter backmatter strut columnbreak glsresetall acresetall allowbreak
	cmark xmark qed qedhere LinesNumbered LinesNotNumbered DontPrintSemicolon PrintSemicolon textcompwordmark phantomsection arraybackslash doublespacing onehalfspacing singlespacing selectfont
`);

/** Commands whose meaning for prose is settled: a document that defines them anew changes their look, not their sense. */
export const protectedCommands = words(`
	begin end section subsection subsubsection chapter part paragraph subparagraph cite citep citet footnote caption item
	title abstract author ref eqref label cref Cref autoref newcommand renewcommand providecommand def documentclass
	href url textbf textit emph texttt includegraphics input include par onedot
`);
