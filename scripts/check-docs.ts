// Checks what the documentation says against what is there: every relative link and anchor in a Markdown file leads
// somewhere, every path named in docs/map.md exists, and nothing names a place that only its author has. It reads
// Markdown only and changes nothing. Run by `npm run check:docs`.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import GithubSlugger from 'github-slugger';
import { lexer, walkTokens } from 'marked';
import type { Token } from 'marked';

export interface Problem {
  /** Path from the root of the project, with `/`. */
  readonly file: string;
  readonly message: string;
}

const notOurs = /(^|[\\/])(node_modules|\.git|out|dist|build|coverage|test-results|playwright-report)$/;

/** Written with a character class where the plain text would itself be what is looked for. */
const localPlaces: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/(?<![\w.~-])\/(home|[U]sers|[r]oot|[w]ork|mnt)(?![\w-])/, 'a path of one machine'],
  [/\b[A-Za-z]:\\+[U]sers\b/, 'a path of one machine'],
  [/\bfile:\/\//, 'a path of one machine'],
  [/\.\.\/[s]hared\b/, 'a folder outside the project'],
  [/\b(registry|artifactory|verdaccio|mirrors?)\.[a-z0-9-]+\.[a-z]/i, 'a package registry'],
  [/\b(pypi\.org|[p]ythonhosted\.org|npmmirror\.com)\b/i, 'a package registry'],
  [/\b(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+\b/, 'an address of a private network'],
];

/** Markdown files of the project, as paths from its root. */
function markdownFiles(root: string): string[] {
  return globSync(['*.md', '*/**/*.md', '.ci/**/*.md'], { cwd: root, exclude: (path) => notOurs.test(path) })
    .map((path) => path.split(sep).join('/'))
    .sort();
}

function allTokens(markdown: string): Token[] {
  const tokens: Token[] = [];
  void walkTokens(lexer(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** What a heading reads as, without its markup. */
function plainText(token: Token): string {
  if ('tokens' in token && token.tokens) return token.tokens.map(plainText).join('');
  return 'text' in token && typeof token.text === 'string' ? token.text : '';
}

/** Anchors that GitHub makes for the headings, and those set by hand. */
function anchorsOf(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  for (const token of allTokens(markdown)) {
    if (token.type === 'heading') anchors.add(slugger.slug(plainText(token)));
    if (token.type === 'html') {
      for (const match of token.raw.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(match[1] ?? '');
    }
  }
  return anchors;
}

function linksOf(markdown: string): string[] {
  return allTokens(markdown).flatMap((token) => {
    if (token.type === 'link' || token.type === 'image') return [String(token.href)];
    if (token.type === 'html') {
      return [...token.raw.matchAll(/\b(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '');
    }
    return [];
  });
}

/** Why the link leads nowhere, or undefined. */
function brokenLink(root: string, file: string, link: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return undefined;
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? join(root, file) : resolve(root, dirname(file), path);
  if (path.startsWith('/') || relative(root, target).startsWith('..'))
    return `link "${link}" leaves the project`;
  if (!existsSync(target)) return `link "${link}": no such file or folder`;
  const page = statSync(target).isDirectory() ? join(target, 'README.md') : target;
  if (anchor === undefined || !page.endsWith('.md')) return undefined;
  const known = existsSync(page) && anchorsOf(readFileSync(page, 'utf8')).has(anchor);
  return known ? undefined : `link "${link}": no heading with this anchor`;
}

/** Folders of a tree drawn by indentation, as whole paths: the first word of a line counts if it ends in `/`. */
function foldersOfTree(tree: string): string[] {
  const parents: { indent: number; path: string }[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, spaces = '', name] = /^(\s*)((?:[\w.-]+\/)+)(?=\s|$)/.exec(line) ?? [];
    if (name === undefined) return [];
    while ((parents.at(-1)?.indent ?? -1) >= spaces.length) parents.pop();
    const path = (parents.at(-1)?.path ?? '') + name;
    parents.push({ indent: spaces.length, path });
    return [path];
  });
}

/** Paths that a page names in code: in running text those below a top folder, in blocks whole trees. */
function pathsNamed(markdown: string): string[] {
  const named = allTokens(markdown).flatMap((token) => {
    if (token.type === 'code') return foldersOfTree(String(token.text));
    if (token.type !== 'codespan') return [];
    const text = String(token.text);
    return /^(src-[\w-]+|e2e|resources|docs|bench|scripts|\.ci)(\/[\w.-]+)*\/?$/.test(text) ? [text] : [];
  });
  // NNNN stands for a number to be chosen.
  return named.filter((path) => !/N{3,}/.test(path));
}

export function checkDocs(root: string): Problem[] {
  const problems: Problem[] = [];
  for (const file of markdownFiles(root)) {
    const markdown = readFileSync(join(root, file), 'utf8');
    for (const link of linksOf(markdown)) {
      const message = brokenLink(root, file, link);
      if (message !== undefined) problems.push({ file, message });
    }
    for (const [index, line] of markdown.split('\n').entries()) {
      for (const [pattern, what] of localPlaces) {
        const found = pattern.exec(line);
        if (found) problems.push({ file, message: `line ${index + 1} names ${what}: "${found[0]}"` });
      }
    }
    if (file !== 'docs/map.md') continue;
    for (const path of pathsNamed(markdown)) {
      if (!existsSync(join(root, path)))
        problems.push({ file, message: `names "${path}", which does not exist` });
    }
  }
  return problems;
}

if (import.meta.main) {
  const problems = checkDocs(resolve(import.meta.dirname, '..'));
  for (const { file, message } of problems) console.error(`${file}: ${message}`);
  if (problems.length > 0) process.exitCode = 1;
}
