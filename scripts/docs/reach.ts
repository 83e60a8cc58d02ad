/** What authors can name or must know: the exports of the package, and all types that they reach. */
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const CORE = join(PROJECT, 'sim-core');

export type Declaration =
  | ts.InterfaceDeclaration
  | ts.ClassDeclaration
  | ts.TypeAliasDeclaration
  | ts.FunctionDeclaration
  | ts.VariableDeclaration
  | ts.PropertySignature;

/** Where a name may be imported: also in a scenario, only in tests and tools, or nowhere. */
export type Import = 'everywhere' | 'tests' | 'nowhere';

export interface Entry {
  readonly name: string;
  /** Below sim-core/. */
  readonly file: string;
  readonly declaration: Declaration;
  readonly import: Import;
  /** The types that it names, each of which has an entry of its own. */
  readonly uses: readonly ts.Symbol[];
  /** Set for a kind of fault: what a fault of a plan is, or how a nemesis draws it. */
  readonly part?: 'form' | 'strike';
}

export interface Reach {
  readonly checker: ts.TypeChecker;
  readonly entries: ReadonlyMap<ts.Symbol, Entry>;
}

/** The interface whose members are the kinds of fault, each with a `form`, and a `strike` if a nemesis draws it. */
const FAULT_KINDS = 'FaultTypes';

/** Everything that is reached from the package's exports, in the order in which it is met. */
export function reach(): Reach {
  const configFile = join(CORE, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(configFile, ts.sys.readFile).config, ts.sys, dirname(configFile));
  const roots = [join(CORE, 'index.ts'), join(CORE, 'backstep.ts')];
  const program = ts.createProgram([...roots, join(CORE, 'base/alea.d.ts')], options);
  const checker = program.getTypeChecker();
  const [scenarios, all] = roots.map((path) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!));
  const original = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const everywhere = new Set(scenarios!.map(original));
  const anywhere = new Set(all!.map(original));
  const queue: ts.Symbol[] = [...anywhere];
  const entries = new Map<ts.Symbol, Entry>();
  const reachedBy = (parts: readonly ts.Node[]): readonly ts.Symbol[] => {
    const found = [...new Set(parts.flatMap((part) => namesIn(part)).map((name) => symbolOf(checker, name, original)))];
    return found.filter((symbol) => symbol !== undefined && declarationOf(symbol) !== undefined) as readonly ts.Symbol[];
  };
  const add = (symbol: ts.Symbol, declaration: Declaration, more: Pick<Entry, 'name' | 'part'>): void => {
    const uses = reachedBy(publicParts(declaration)).filter((used) => used !== symbol && used.name !== FAULT_KINDS);
    const file = relative(CORE, declaration.getSourceFile().fileName);
    const scope = everywhere.has(symbol) ? 'everywhere' : anywhere.has(symbol) ? 'tests' : 'nowhere';
    entries.set(symbol, { ...more, file, declaration, uses, import: scope });
    queue.push(...uses, ...reachedBy(publicParts(declaration)).filter(({ name }) => name === FAULT_KINDS));
  };
  for (const symbol of queue) {
    const declaration = declarationOf(symbol);
    if (!declaration || entries.has(symbol)) continue;
    if (symbol.name !== FAULT_KINDS) add(symbol, declaration, { name: symbol.name });
    else if (ts.isInterfaceDeclaration(declaration)) {
      for (const kind of declaration.members.filter(ts.isPropertySignature)) {
        for (const part of ['form', 'strike'] as const) {
          const written = checker.getTypeAtLocation(kind).getProperty(part);
          const declared = written?.valueDeclaration;
          if (written && declared && ts.isPropertySignature(declared)) add(written, declared, { name: kind.name.getText(), part });
        }
      }
    }
  }
  return { checker, entries };
}

/** Its declaration, if it is one of ours and meant for authors. */
function declarationOf(symbol: ts.Symbol): Declaration | undefined {
  if (symbol.getJsDocTags().some(({ name }) => name === 'internal')) return undefined;
  return symbol.declarations?.find(
    (each): each is Declaration =>
      !relative(CORE, each.getSourceFile().fileName).startsWith('..') &&
      (ts.isInterfaceDeclaration(each) ||
        ts.isClassDeclaration(each) ||
        ts.isTypeAliasDeclaration(each) ||
        ts.isFunctionDeclaration(each) ||
        ts.isVariableDeclaration(each)),
  );
}

/** An alias that is computed from a constant: its values say more than its text, and the constant is not for authors. */
export function isComputed(declaration: Declaration): declaration is ts.TypeAliasDeclaration {
  return ts.isTypeAliasDeclaration(declaration) && /^\(typeof \w+\)\[|^keyof typeof /.test(declaration.type.getText());
}

/** What of a declaration its users see: no body, and no initializer. */
function publicParts(declaration: Declaration): readonly ts.Node[] {
  if (isComputed(declaration)) return [];
  if (ts.isFunctionDeclaration(declaration)) {
    const parts = [declaration, returnedFunction(declaration)].filter((part) => part !== undefined);
    return parts.flatMap(({ typeParameters = [], parameters, type }) => [...typeParameters, ...parameters, ...(type ? [type] : [])]);
  }
  if (ts.isVariableDeclaration(declaration)) return declaration.type ? [declaration.type] : [];
  return ts.isClassDeclaration(declaration) ? [...(declaration.heritageClauses ?? []), ...propertiesOf(declaration)] : [declaration];
}

/** What a class has besides its constructor and methods, of which those for authors have none. */
export function propertiesOf(declaration: ts.ClassDeclaration): readonly ts.PropertyDeclaration[] {
  return declaration.members.filter(ts.isPropertyDeclaration);
}

/** The function that a function without a stated result returns: `node<…>()` returns what takes the handlers. */
export function returnedFunction(declaration: ts.FunctionDeclaration): ts.ArrowFunction | undefined {
  if (declaration.type) return undefined;
  const returned = declaration.body?.statements.find(ts.isReturnStatement)?.expression;
  return returned && ts.isArrowFunction(returned) ? returned : undefined;
}

/** The names of types, and of values after `typeof`. */
function namesIn(part: ts.Node): readonly ts.EntityName[] {
  const names: ts.EntityName[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.push(node.typeName);
    else if (ts.isTypeQueryNode(node)) names.push(node.exprName);
    else if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) names.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(part);
  return names;
}

function symbolOf(checker: ts.TypeChecker, name: ts.EntityName, original: (symbol: ts.Symbol) => ts.Symbol): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(name);
  return symbol && original(symbol);
}
