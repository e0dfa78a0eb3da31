/**
 * Any text as it has to be written in LaTeX to be read as that text, wherever it stands: after "\\\\" and rules a bracket
 * or a star would be an argument of theirs, so these are always in braces. What pdfLaTeX has no letters for is printed by
 * LuaLaTeX and XeLaTeX, and named by its number elsewhere, so that no name keeps a table from compiling.
 */

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  // \textquotedbl is no command of the usual encoding.
  '"': '\\symbol{34}',
  '–': '--',
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
};

/** In this order: signs with a meaning; pairs that fonts join, such as "--"; everything that is not plain ASCII. */
const special = /[\\^~<>|"–[\]*&%$#_{}]|[-?!'`,](?=[-'`,])|[^ -~]/gu;

/** Beside ASCII, what pdfLaTeX prints with T1 fonts: Latin letters with their accents, and a few signs of print. */
const inT1 =
  /^[\u00a1-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165\u0168-\u017e\u2014\u2018-\u201a\u201c-\u201e\u2026\u20ac]$/u;

export function latexText(text: string): string {
  return plainOf(text).replace(special, (sign) => {
    const written = signs[sign];
    if (written !== undefined) return written;
    if (/^[&%$#_{}]$/.test(sign)) return `\\${sign}`;
    if (sign.length === 1 && sign <= '~') return `${sign}{}`;
    return inT1.test(sign) ? sign : beyondT1(sign);
  });
}

/** Comment lines that say which packages the texts need. */
export function latexNeeds(texts: readonly string[]): string[] {
  const isPlain = texts.every((text) => /^[ -~–]*$/.test(plainOf(text)));
  return ['% Needs \\usepackage{booktabs}', ...(isPlain ? [] : ['% Needs \\usepackage[T1]{fontenc}'])];
}

/** On one line, without control characters, which TeX does not read. */
function plainOf(text: string): string {
  return text.toWellFormed().replace(/[\s\p{Cc}]+/gu, ' ');
}

/** \Uchar is a command of exactly the programs that read Unicode. The space after it ends its name and is not printed. */
function beyondT1(sign: string): string {
  const number = (sign.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  return `\\ifdefined\\Uchar ${sign}\\else U+${number}\\fi{}`;
}
