// Kills a server from inside, at a moment that a test chooses.

/** A flag of Node: the process dies just before it sends a statement that holds this text. */
export function killBefore(text: string): string {
  const code = `import { DatabaseSync } from 'node:sqlite';
    import { Socket } from 'node:net';
    const watch = (prototype, name) => {
      const send = prototype[name];
      prototype[name] = function (sent, ...rest) {
        if (String(sent).includes('${text}')) process.kill(process.pid, 'SIGKILL');
        return send.call(this, sent, ...rest);
      };
    };
    watch(DatabaseSync.prototype, 'exec');
    watch(DatabaseSync.prototype, 'prepare');
    watch(Socket.prototype, 'write');`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}
