/** The pages of the reference as Markdown. */
import ts from 'typescript';
import { FAULTS } from '../../sim-core/faults/catalogue.ts';
import { OPTION_TEXTS, type ErasedTable } from '../../sim-core/faults/options.ts';
import { erased } from '../../sim-core/faults/registry.ts';
import { PAGES, pageOf } from './pages.ts';
import { propertiesOf, reach, type Entry, type Import } from './reach.ts';
import { signature, textOf } from './signature.ts';

const MADE = '<!-- Made from the comments in sim-core/ by `npm run docs`: change them there. -->';
const NOT_EVERYWHERE: Readonly<Record<Import, string>> = {
  everywhere: '',
  tests: '; for tests and tools, not for files that are run',
  nowhere: '; has no import of its own',
};

const KINDS = erased(FAULTS);

/** An entry with its place. */
interface Placed extends Entry {
  readonly page: string;
  readonly anchor: string;
}

/** All files of docs/, by name. */
export function reference(): ReadonlyMap<string, string> {
  const { checker, entries } = reach();
  const placed = place(entries);
  const onPage = (page: string): readonly Placed[] => [...placed.values()].filter((entry) => entry.page === page);
  const pages = Object.entries(PAGES).map(([page, { title, about }]): readonly [string, string] => {
    const sections = onPage(page).map((entry) => section(entry, { checker, placed }));
    return [`${page}.md`, [`# ${title}`, MADE, `${about} [All pages](README.md)`, ...sections].join('\n\n') + '\n'];
  });
  const list = Object.entries(PAGES).map(([page, { title, about }]) => {
    const exported = onPage(page).filter((entry) => entry.import !== 'nowhere' || entry.part !== undefined);
    const links = exported.map(({ name, anchor }) => `[\`${name}\`](${page}.md#${anchor})`);
    return `- **[${title}](${page}.md)**: ${about}\n  ${links.join(', ')}`;
  });
  const about =
    'What a scenario may say, with its types, units, defaults and errors. Everything is imported from `backstep`. ' +
    'How to begin stands in the [README](../README.md).';
  return new Map([['README.md', ['# Reference', MADE, about, list.join('\n')].join('\n\n') + '\n'], ...pages]);
}

/** Those that can be imported come first on each page; anchors are counted as GitHub counts them. */
function place(entries: ReadonlyMap<ts.Symbol, Entry>): ReadonlyMap<ts.Symbol, Placed> {
  const rank = (entry: Entry): number => (entry.part !== undefined || entry.import === 'nowhere' ? 1 : 0);
  const sorted = [...entries].sort(([, a], [, b]) => rank(a) - rank(b));
  const used = new Map(Object.entries(PAGES).map(([page, { title }]) => [`${page}#${slugOf(title)}`, 1]));
  return new Map(
    sorted.map(([symbol, entry]) => {
      const page = entry.part === undefined ? pageOf(entry.name, entry.file) : entry.part === 'form' ? 'faults' : 'nemesis';
      const slug = slugOf(entry.name);
      const times = used.get(`${page}#${slug}`) ?? 0;
      used.set(`${page}#${slug}`, times + 1);
      return [symbol, { ...entry, page, anchor: times === 0 ? slug : `${slug}-${times}` }];
    }),
  );
}

function slugOf(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}

interface Context {
  readonly checker: ts.TypeChecker;
  readonly placed: ReadonlyMap<ts.Symbol, Placed>;
}

function section(entry: Placed, { checker, placed }: Context): string {
  const { declaration } = entry;
  const links = entry.uses.map((symbol) => placed.get(symbol)!).map((used) => link(used, entry.page));
  const parts = [
    `## ${entry.name}`,
    code(`${entry.part === 'form' ? '{ readonly at: Duration } & ' : ''}${signature(declaration, checker)}`),
    documentation(declaration),
    optionRows(entry),
    entry.part === 'strike' ? `Draws ${link(placedForm(entry, placed), entry.page)}.` : '',
    // Of a fault its options are told already.
    (entry.part === undefined ? membersOf(declaration) : []).map((member) => item(member, '')).join('\n'),
    links.length > 0 ? `Uses ${links.join(', ')}.` : '',
    `<sub>[sim-core/${entry.file}](../sim-core/${entry.file})${entry.part === undefined ? NOT_EVERYWHERE[entry.import] : ''}</sub>`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The table of options of a fault, or of what a strike of it has besides what all have. */
function optionRows({ name, part }: Placed): string {
  const kind = KINDS.get(name);
  const table: ErasedTable | undefined = part === undefined ? undefined : part === 'form' ? kind?.options : kind?.nemesis?.options;
  return Object.entries(table ?? {})
    .map(([key, { is, absent, says }]) => {
      const what = [OPTION_TEXTS[is], absent === undefined ? '' : `${absent}, if absent`].filter((text) => text !== '').join('; ');
      return `- \`${key}\`${what === '' ? '' : `: ${what}`}\\\n  ${says}`;
    })
    .join('\n');
}

/** What a strike of a nemesis draws. */
function placedForm({ name }: Placed, placed: Context['placed']): Placed {
  return [...placed.values()].find((other) => other.name === name && other.part === 'form')!;
}

function link({ name, page, anchor }: Placed, from: string): string {
  return `[\`${name}\`](${page === from ? '' : `${page}.md`}#${anchor})`;
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

/** All members of an interface or class; of other types those that have something to say beyond the signature. */
function membersOf(declaration: ts.Node): readonly (ts.TypeElement | ts.PropertyDeclaration)[] {
  if (ts.isClassDeclaration(declaration)) return propertiesOf(declaration);
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeLiteralNode(declaration)) return [...declaration.members];
  const found: ts.TypeElement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeLiteralNode(node)) found.push(...node.members.filter((member) => documentation(member) !== ''));
    else ts.forEachChild(node, visit);
  };
  if (ts.isTypeAliasDeclaration(declaration) || (ts.isPropertySignature(declaration) && declaration.type)) visit(declaration.type!);
  return found;
}

function item(member: ts.TypeElement | ts.PropertyDeclaration, indent: string): string {
  const nested = ts.isPropertySignature(member) && member.type && ts.isTypeLiteralNode(member.type) ? [...member.type.members] : [];
  const text = textOf(member)
    .replace(/^readonly |;$/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('; }', ' }');
  const said = documentation(member).replace(/\n(?=.)/g, `\n${indent}  `);
  const fence = text.includes('`') ? '``' : '`';
  const line = `${indent}- ${fence}${text}${fence}${said === '' ? '' : `\\\n${indent}  ${said}`}`;
  return [line, ...nested.map((inner) => item(inner, `${indent}  `))].join('\n');
}

/** The comment of a declaration: what it says, its parameters, its errors, and its examples. */
function documentation(node: ts.Node): string {
  const documented = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const comment = ts.getJSDocCommentsAndTags(documented).filter(ts.isJSDoc).at(-1);
  const text = (part: ts.JSDoc | ts.JSDocTag): string => (ts.getTextOfJSDocComment(part.comment) ?? '').trim();
  if (!comment) return '';
  const tags = (comment.tags ?? []).map((tag) => {
    if (ts.isJSDocParameterTag(tag)) return `\`${tag.name.getText()}\`: ${text(tag).replace(/^- /, '')}`;
    if (ts.isJSDocThrowsTag(tag))
      return `Throws ${[tag.typeExpression?.getText() ?? '', text(tag)].join(' ').trim()}.`.replace(/\.\.$/, '.');
    return text(tag);
  });
  return [text(comment), ...tags].filter((part) => part !== '').join('\n\n');
}
