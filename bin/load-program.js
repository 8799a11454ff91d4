'use strict';
/**
 * Loads the built program, `dist/*.cjs`, and keeps what V8 compiles of it for the next start: half of what checking a
 * small design costs is compiling. Node 22 has something like it, for whole modules at the end of a process; this works
 * on all versions, and holds the functions that a command really calls.
 *
 * Compiled code is code. It is kept in the user's own cache folder, read only if it belongs to the user who runs it,
 * and its checksum must fit, since V8 checks none. V8 itself refuses what another version, other flags or another
 * source made. Anything wrong with it is the same as none: it only saves time. `NODE_DISABLE_COMPILE_CACHE=1` turns it
 * off, as it does Node's.
 */
const { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync } = require('node:fs');
const { renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const dist = join(__dirname, '../dist');
/** Exports of the chunks that run, by name. */
const chunks = new Map();
/** The scripts of the chunks, to be asked for what was compiled of them. */
const scripts = new Map();
/** Where the code of this command is kept; undefined: nowhere. */
let file;
/** Code of an earlier run by chunk. */
let kept = new Map();
/** A chunk ran that no code was kept of, or none that V8 takes. */
let isNew = false;
/** Nobody ran this command here before, that is known of. */
let isFirst = false;

/** Exports of a chunk, which runs when it is asked for first. */
function loadChunk(name) {
  const known = chunks.get(name);
  if (known !== undefined) return known.exports;
  // What a project brings itself is imported as Node imports it, which scripts cannot.
  const module = { exports: {}, importModule: (address) => import(address) };
  chunks.set(name, module);
  const filename = join(dist, name);
  const cachedData = kept.get(name);
  const script = new Script(`(function(module,require,__filename){${readFileSync(filename, 'utf8')}})`, {
    filename,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected) isNew = true;
  scripts.set(name, script);
  script.runInThisContext()(module, requireFrom, filename);
  return module.exports;
}

/** Chunks by their names, all else as from this file. */
function requireFrom(name) {
  return name.startsWith('./') ? loadChunk(name) : require(name);
}

/** Looks for the code of a command that an earlier run kept. */
function openCodeCache(command) {
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  try {
    const build = readFileSync(join(dist, 'build-id'), 'latin1').trim();
    file = join(cacheFolder(), `${build}-${process.version}-${process.arch}-${command}`);
    kept = readCode(file);
  } catch (error) {
    kept = new Map();
    isFirst = error.code === 'ENOENT';
  }
}

/**
 * Keeps the code of the chunks that ran, if any of it is new. Called when the command is done. A first run leaves a mark
 * alone: in a pipeline on a fresh machine there is no second, and asking V8 for the code costs a tenth of checking a small design.
 */
function keepCode() {
  if (file === undefined || !isNew) return;
  try {
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwn(statSync(folder))) return;
    if (isFirst) {
      writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
      return;
    }
    const code = new Map(kept);
    for (const [name, script] of scripts) code.set(name, script.createCachedData());
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, printCode(code), { mode: 0o600 });
    renameSync(temporary, file);
    dropOld(folder);
  } catch {
    // Nobody needs it.
  }
}

/** A head of JSON with its length before it: chunk, length and checksum of each code; then the codes. */
function printCode(code) {
  const { crc32 } = require('node:zlib');
  const head = Buffer.from(JSON.stringify([...code].map(([name, data]) => [name, data.length, crc32(data)])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...code.values()]);
}

function readCode(path) {
  const descriptor = openSync(path, 'r');
  try {
    if (!isOwn(fstatSync(descriptor))) return new Map();
    const bytes = readFileSync(descriptor);
    const { crc32 } = require('node:zlib');
    let at = 4 + bytes.readUInt32LE(0);
    const code = new Map();
    for (const [name, length, checksum] of JSON.parse(bytes.toString('utf8', 4, at))) {
      const data = bytes.subarray(at, at + length);
      if (crc32(data) !== checksum) return new Map();
      code.set(name, data);
      at += length;
    }
    return code;
  } finally {
    closeSync(descriptor);
  }
}

/** Code that somebody else may have written could do anything in our name. */
function isOwn({ uid }) {
  return process.getuid === undefined || uid === process.getuid();
}

function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const caches =
    XDG_CACHE_HOME ||
    (process.platform === 'win32' && LOCALAPPDATA) ||
    join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return join(caches, 'eda/code');
}

/** In ms. Versions that are gone leave their code; what is in use is written anew once it is dropped. */
const longestKept = 60 * 24 * 60 * 60_000;

function dropOld(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > longestKept) rmSync(path, { force: true });
  }
}

module.exports = { keepCode, loadChunk, openCodeCache };
