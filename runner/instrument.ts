import { parse, type AnyNode, type ClassBody, type Pattern, type TryStatement } from 'acorn';
import { GUARD } from './bundle-names.ts';
import { declaredPlaces, type DeclaredPlaces } from './declared-places.ts';
import { Edits } from './edits.ts';
import { addProbes, type Probes } from './line-probes.ts';
import { libraryLines } from './library-lines.ts';
import { libraryState } from './library-state.ts';
import type { Fresh, SourceLocation } from './protocol.ts';
import { scopesOf, type Activation, type Scope, type Scopes, type Write } from './scopes.ts';
import { children, isFunction } from './syntax-tree.ts';

/** A variable or a place that the guard is told of. */
export interface Site {
  readonly name: string;
  readonly location?: SourceLocation;
  /** Whether it is not the user's own: in node_modules, or a helper of the compiler. */
  readonly library: boolean;
}

/** A bundle that tells the sandbox what it holds, and asks before it changes what outlives a handler. */
export interface Instrumented {
  readonly code: string;
  readonly map: string;
  /** The variables and places that the guard is told of, by number. */
  readonly sites: readonly Site[];
  /** The names of properties that the bundle assigns to somewhere. */
  readonly assigned: readonly string[];
  /** The lines of the bundle, from 1, that are not the user's own: first and last of each stretch. */
  readonly libraryLines: readonly (readonly [number, number])[];
  /** Where what it exports is written. */
  readonly declared: DeclaredPlaces;
  /** Why the file must start anew for each run, as far as that can be seen in its source. */
  readonly fresh?: Fresh;
  /** Where it tells on which line it is; absent when it does not. `map` is then that of the bundle without probes. */
  readonly probes?: Probes;
}

/** Says what a place of the bundle, an offset, is called where it was written; `name` where the compiler renamed it. */
export type Locate = (offset: number) => Pick<Site, 'location' | 'library'> & { readonly name?: string };

/**
 * Makes a bundle tell what it holds. All of it happens while the file is loaded, and at a write:
 *
 * - Each function that is called meanwhile hands out the variables that its inner functions see, and
 *   each class what is in its private fields, because neither can be reached from outside.
 * - A write to a variable of such a call, or to a private field, first asks the guard, which refuses
 *   it once the file is loaded. Variables of calls that handlers make are written as ever.
 * - Async functions and dynamic imports ask too, because they leave a promise behind.
 * - What is caught is shown to it, because how deep the stack goes is decided by nothing that a seed decides.
 */
export function instrument(code: string, map: string, { locate, probes = false }: Instrumenting): Instrumented {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script' });
  const scopes = scopesOf(program);
  const fresh = libraryState(program, scopes, locate);
  const instrumenter = new Instrumenter(code, program, scopes, locate);
  instrumenter.run();
  const { edits, sites, assigned, whole } = instrumenter;
  const plain = edits.apply(code, map);
  const added = probes ? addProbes({ code, program, scopes, whole, locate }, edits) : undefined;
  return {
    ...plain,
    ...(added ? { code: edits.apply(code, map).code, probes: added } : {}),
    sites,
    assigned: [...assigned].sort(),
    libraryLines: libraryLines(code, locate),
    declared: declaredPlaces(program, scopes, locate),
    ...(fresh ? { fresh } : {}),
  };
}

interface Instrumenting {
  readonly locate: Locate;
  /** Whether it also tells on which line it is: for the debugger, and slower. */
  readonly probes?: boolean;
}

class Instrumenter {
  readonly edits = new Edits();
  readonly sites: Site[] = [];
  readonly assigned = new Set<string>();
  readonly #scopes: Scopes;
  readonly #code: string;
  readonly #program: AnyNode;
  readonly #locate: Locate;
  /** The function that esbuild wraps the whole bundle in: what it declares is the modules' top level. */
  readonly whole: AnyNode | undefined;
  /** What to put at the beginning of a function or block, in the order in which it was asked for. */
  readonly #entries = new Map<AnyNode, string[]>();
  /** The constants that say whether the file was being loaded, by the function or parameter that they are for. */
  readonly #flags = new Map<AnyNode, string>();

  constructor(code: string, program: AnyNode, scopes: Scopes, locate: Locate) {
    this.#code = code;
    this.#program = program;
    this.#locate = locate;
    this.#scopes = scopes;
    this.whole = scopes.activations.find(({ node }) => node.type === 'ArrowFunctionExpression')?.node;
  }

  run(): void {
    for (const scope of this.#scopes.scopes) this.#handOut(scope);
    const writes = new Map<AnyNode, Write[]>();
    for (const write of this.#scopes.writes) writes.set(write.node, [...(writes.get(write.node) ?? []), write]);
    this.#visit(this.#program, writes);
    for (const [node, texts] of this.#entries) this.#enter(node, texts.join(''));
  }

  #site(name: string, at: number): number {
    return this.sites.push({ name, ...this.#locate(at) }) - 1;
  }

  #atEntry(node: AnyNode, text: string): void {
    this.#entries.set(node, [...(this.#entries.get(node) ?? []), text]);
  }

  /** Lets a call while the file is loaded hand out what inner functions will go on seeing. */
  #handOut({ node, variables, activation }: Scope): void {
    const seen = [...variables.values()].filter(({ captured }) => captured || node === this.whole);
    const lends = activation.node === node && activation.lendsThis && node.type !== 'ArrowFunctionExpression' && node.type !== 'Program';
    if (node.type === 'Program' || node.type === 'SwitchStatement' || (seen.length === 0 && !lends)) return;
    // Which class a field belongs to is found when the class is visited.
    if (node.type === 'PropertyDefinition') return;
    const first = this.sites.length;
    const getters = seen.map(({ name, at }) => {
      this.#site(name, at);
      return `()=>${name}`;
    });
    if (lends) {
      this.#site('this', node.start);
      getters.push('()=>this');
    }
    this.#atEntry(node, `${GUARD}.loading&&${GUARD}.scope(${first},${getters.join(',')});`);
  }

  #visit(node: AnyNode, writes: ReadonlyMap<AnyNode, readonly Write[]>): void {
    for (const write of writes.get(node) ?? []) this.#askBeforeWrite(node, write);
    switch (node.type) {
      case 'AssignmentExpression':
        this.#targets(node.left);
        this.#mayHide(node.left);
        break;
      case 'UpdateExpression':
        this.#targets(node.argument);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') this.#targets(node.left);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#tellPrivateFields(node.body, Boolean(node.superClass));
        break;
      case 'TryStatement':
        this.#tellCaught(node);
        break;
      case 'ImportExpression':
        this.edits.replace({ start: node.start, end: node.start + 'import'.length }, `${GUARD}.dynamicImport`);
        break;
      case 'CallExpression': {
        // Private fields of a class with decorators, which the compiler keeps in weak maps.
        const [, map] = node.arguments;
        if (node.callee.type === 'Identifier' && node.callee.name === 'Function' && asksForGlobals(node.arguments)) {
          // How packages find the globals; everything else that makes code from a text is refused.
          this.edits.replace(node, '(()=>globalThis)');
          return;
        }
        if (node.callee.type === 'Identifier' && node.callee.name === '__privateAdd' && map?.type === 'Identifier')
          this.edits.wrap(map, `${GUARD}.fieldsOf(`, ')');
        break;
      }
      case 'VariableDeclarator':
        // esbuild's helper for `**`, which must go on working for big integers.
        if (node.init && node.id.type === 'Identifier' && node.id.name === '__pow') this.edits.replace(node.init, `${GUARD}.power`);
        break;
      default:
        if (isFunction(node) && node.async)
          this.#atEntry(node, `if(${GUARD}.promise(${this.#site(functionName(node), node.start)}))return;`);
    }
    for (const child of children(node)) this.#visit(child, writes);
  }

  #askBeforeWrite(node: AnyNode, { variable, activation }: Write): void {
    const owner = variable.scope.activation;
    if (owner === activation || owner.node.type === 'Program') return;
    const ask = `${GUARD}.write(${this.#site(variable.name, node.start)})`;
    const flag = owner.node === this.whole ? '' : this.#flag(owner, node);
    const part = node.type === 'ForInStatement' || node.type === 'ForOfStatement' ? node.right : node;
    this.edits.wrap(part, `(${flag === '' ? ask : `${flag}&&${ask}`},`, ')');
  }

  /** The name of a constant that says whether the owner of what is written to was called while the file was loaded. */
  #flag({ node }: Activation, write: AnyNode): string {
    // A function among the parameters does not see the body's constants, so that its parameter gets one of its own.
    const parameter = isFunction(node) && write.start < node.body.start ? expressionAmong(node.params, write) : undefined;
    const holder = parameter ?? node;
    const known = this.#flags.get(holder);
    if (known !== undefined) return known;
    const name = `$loading${this.#flags.size}`;
    this.#flags.set(holder, name);
    if (parameter) this.edits.wrap(parameter, `((${name})=>(`, `))(${GUARD}.loading)`);
    else this.#atEntry(node, `const ${name}=${GUARD}.loading;`);
    return name;
  }

  /** Notes which properties an assignment is to, and lets one to a private field ask first. */
  #targets(target: Pattern | AnyNode): void {
    switch (target.type) {
      case 'MemberExpression':
        if (target.property.type === 'PrivateIdentifier') {
          const site = this.#site(`#${target.property.name}`, target.start);
          this.edits.wrap(target.object, `${GUARD}.own(${site},`, ')');
        } else if (!target.computed && target.property.type === 'Identifier') this.assigned.add(target.property.name);
        return;
      case 'ObjectPattern':
        for (const property of target.properties) this.#targets(property.type === 'Property' ? property.value : property.argument);
        return;
      case 'ArrayPattern':
        for (const element of target.elements) if (element) this.#targets(element);
        return;
      case 'RestElement':
        return this.#targets(target.argument);
      case 'AssignmentPattern':
        return this.#targets(target.left);
      default:
        return;
    }
  }

  /** Lets the guard see what is caught, and what a `finally` that leaves by another way makes forgotten. */
  #tellCaught({ block, handler, finalizer }: TryStatement): void {
    const tell = (at: number, name: string): string => `${GUARD}.caught(${this.#site('catch', at)},${name});`;
    if (!handler) {
      if (finalizer && leaves(finalizer)) this.edits.insert(block.end, `catch($caught){${tell(block.end, '$caught')}throw $caught}`);
      return;
    }
    const { param, body } = handler;
    if (param?.type === 'Identifier') this.#atEntry(handler, tell(handler.start, param.name));
    else if (!param) {
      this.edits.insert(body.start, '($caught)');
      this.#atEntry(handler, tell(handler.start, '$caught'));
    } else {
      this.edits.wrap(param, `$caught){${tell(handler.start, '$caught')}let `, '=$caught;');
      this.edits.replace({ start: param.end, end: body.start + 1 }, '');
    }
  }

  /**
   * Lets what is put on a prototype, or is called `constructor`, hide what is inherited. Frozen prototypes of the language forbid that of
   * an assignment; those whose every method is hot, such as that of arrays, cannot allow it by themselves without being slow.
   */
  #mayHide(target: AnyNode): void {
    if (target.type !== 'MemberExpression' || target.computed || target.property.type !== 'Identifier') return;
    const { object, property } = target;
    const isPrototype =
      object.type === 'MemberExpression' &&
      !object.computed &&
      object.property.type === 'Identifier' &&
      object.property.name === 'prototype';
    if (object.type === 'Super' || (property.name !== 'constructor' && !isPrototype)) return;
    this.edits.wrap(object, `${GUARD}.mayHide(${JSON.stringify(property.name)},`, ')');
  }

  #tellPrivateFields(body: ClassBody, inherits: boolean): void {
    const names = body.body.flatMap((member) =>
      (member.type === 'PropertyDefinition' || (member.type === 'MethodDefinition' && member.kind === 'method')) &&
      member.key.type === 'PrivateIdentifier'
        ? [`#${member.key.name}`]
        : [],
    );
    const lends = this.#scopes.activations.some(
      ({ node, lendsThis }) => lendsThis && node.type === 'PropertyDefinition' && body.body.includes(node),
    );
    const fields =
      names.length === 0
        ? ''
        : `static{${GUARD}.loading&&${GUARD}.fields((o)=>[${names.map((name) => `${name} in o?o.${name}:0`).join(',')}]);}`;
    // Arrows in fields see the instance, which may be reachable through them alone.
    const scope = lends ? `${GUARD}.loading&&${GUARD}.scope(${this.#site('this', body.start)},()=>this)` : '0';
    // What inherits gets the object that it adds its fields to from elsewhere.
    const stamp = inherits && names.length > 0 ? `${GUARD}.stamp(this),` : '';
    const instance = lends || stamp ? `#$backstep=(${stamp}${scope});` : '';
    if (fields || instance) this.edits.insert(body.start + 1, instance + fields);
  }

  /** Puts something at the beginning of a function's or block's body. */
  #enter(node: AnyNode, text: string): void {
    const body =
      isFunction(node) ||
      node.type === 'ForStatement' ||
      node.type === 'ForInStatement' ||
      node.type === 'ForOfStatement' ||
      node.type === 'CatchClause'
        ? node.body
        : node;
    if (node.type === 'StaticBlock') this.edits.insert(this.#code.indexOf('{', node.start) + 1, text);
    else if (body.type === 'BlockStatement') {
      // Before its first statement, so that a debugger that stops where the function begins stands there.
      const first = isFunction(node) ? body.body[0] : undefined;
      this.edits.insert(first?.start ?? body.start + 1, text);
    } else if (isFunction(node)) {
      const last = node.params.at(-1);
      const arrow = this.#code.indexOf('=>', last ? last.end : node.start);
      this.edits.wrap({ start: arrow + '=>'.length, end: node.end }, `{${text}return(`, ')}');
    } else this.edits.wrap(body, `{${text}`, '}');
  }
}

/** Whether something in a block can leave it by another way than its end. */
function leaves(node: AnyNode): boolean {
  if (/^(?:Return|Throw|Break|Continue)Statement$/.test(node.type)) return true;
  return !isFunction(node) && children(node).some(leaves);
}

/** The default value, or the computed key, among parameters in which something stands. */
function expressionAmong(patterns: readonly (AnyNode | null)[], inner: AnyNode): AnyNode | undefined {
  const whole = patterns.find((pattern) => pattern && pattern.start <= inner.start && inner.end <= pattern.end);
  if (!whole) return undefined;
  const isPattern = /^(?:AssignmentPattern|ObjectPattern|ArrayPattern|RestElement|Property)$/.test(whole.type);
  return isPattern ? expressionAmong(children(whole), inner) : whole;
}

function functionName(node: AnyNode): string {
  return 'id' in node && node.id?.type === 'Identifier' ? node.id.name : 'an async function';
}

function asksForGlobals(parameters: readonly AnyNode[]): boolean {
  const [only, ...more] = parameters;
  return more.length === 0 && only?.type === 'Literal' && only.value === 'return this';
}
