// A registry as a person starts it, with real uploads in it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../../..");
const PYTHON = process.env["REGISTRY_PYTHON"] ?? join(ROOT, ".venv/bin/python");
const STARTS_WITHIN = 60_000;

const run = promisify(execFile);

export interface Registry {
  readonly url: string;
  /** The administrator's key, printed at the first start. */
  readonly key: string;
  /** Runs a command of the registry beside the server and returns what it printed. */
  command(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a registry in a folder of its own and publishes the play's packages to it. */
export async function start(): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), "registry-contract-"));
  await chmod(folder, 0o755); // PostgreSQL may run as another user
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    DATA_DIR: join(folder, "data"),
    PORT: String(await freePort()),
    RATE_LIMIT_RPS: "1000/second",
    PYTHONPATH: process.env["PYTHONPATH"] ?? "",
  };
  const url = `http://127.0.0.1:${env.PORT}`;
  const server = spawn(PYTHON, ["-m", "devsper_registry", "serve"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const stop = async () => {
    await ended(server);
    await rm(folder, { recursive: true, force: true });
  };
  const command = async (...words: string[]) =>
    (await run(PYTHON, ["-m", "devsper_registry", ...words], { cwd: folder, env })).stdout.trim();
  try {
    const said = await served(server);
    const key = /hm_[0-9A-Za-z]{49}/.exec(said)?.[0];
    if (key === undefined) throw new Error(`no key in what the registry said:\n${said}`);
    await publish(folder, { url, key, env });
    return { url, key, command, stop };
  } catch (reason) {
    await stop();
    throw reason;
  }
}

async function publish(folder: string, to: { url: string; key: string; env: NodeJS.ProcessEnv }) {
  const wheels = join(folder, "wheels");
  await mkdir(wheels);
  const script = join(ROOT, "frontend-contract/test/wheels.py");
  await run(PYTHON, [script, wheels], { env: { ...to.env, PYTHONPATH: ROOT } });
  await run(PYTHON, ["-m", "devsper_registry", "import", wheels], {
    cwd: folder,
    env: { ...to.env, DEVSPER_REGISTRY_URL: to.url, DEVSPER_REGISTRY_KEY: to.key },
  });
}

function served(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = "";
    const late = setTimeout(() => fail(new Error(`the registry did not start:\n${said}`)), STARTS_WITHIN);
    server.on("exit", (code) => fail(new Error(`the registry ended with ${code}:\n${said}`)));
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (!/^Serving on /m.test(said)) return;
      clearTimeout(late);
      done(said);
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null) return done();
    server.removeAllListeners("exit").on("exit", () => done());
    server.kill("SIGTERM");
  });
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
