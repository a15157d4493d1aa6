// Packs a program of CommonJS packages into one script for a browser, as a shop's own tools would.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const REQUIRE = /\brequire\(\s*(["'])([^"']+)\1\s*\)/g;
const HERE = path.join(import.meta.dirname, 'program.cjs');

/** Node takes a package's newer form for `require` too, which a function cannot hold. */
function asCommonJs(file: string): string {
  if (!file.endsWith('.mjs')) return file;
  const folder = file.slice(0, file.indexOf('/dist/'));
  const { main } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { main: string };
  return path.join(folder, main);
}

/** `program` is the text of a module; what it requires is found in this project's packages. */
export function bundle(program: string): string {
  const modules = new Map<string, string>();
  const add = (name: string, text: string): void => {
    if (modules.has(name)) return;
    modules.set(name, '');
    const find = createRequire(name);
    const names: Record<string, string> = {};
    for (const [, , wanted = ''] of text.matchAll(REQUIRE)) {
      const found = asCommonJs(find.resolve(wanted));
      names[wanted] = found;
      add(found, readFileSync(found, 'utf8'));
    }
    const wrapped = `function (module, exports, require) {${text}\n}`;
    modules.set(name, `${JSON.stringify(name)}: [${wrapped}, ${JSON.stringify(names)}]`);
  };
  add(HERE, program);
  return `(function () {
  var process = { env: { NODE_ENV: 'production' } };
  var modules = {${[...modules.values()].join(',\n')}};
  var done = {};
  function load(name) {
    if (done[name]) return done[name].exports;
    var module = (done[name] = { exports: {} });
    var names = modules[name][1];
    modules[name][0].call(module.exports, module, module.exports, function (wanted) {
      return load(names[wanted]);
    });
    return module.exports;
  }
  load(${JSON.stringify(HERE)});
})();`;
}
