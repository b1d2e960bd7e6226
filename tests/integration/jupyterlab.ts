/** JupyterLab with the Deno kernel, and a real browser that opens notebooks in it. */
import { join } from "@std/path";
import type { Browser, Page } from "playwright-core";
import { withDenoKernel } from "../../src/report/jupyter.ts";

/** Whether the tests in a browser must run: without it, they are left out where JupyterLab or Chromium are missing. */
const DEMANDED = Deno.env.get("CBM_TEST_BROWSER") === "1";

/** Finds a program on the path. */
async function which(...names: string[]): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of names) {
      const path = join(folder, name);
      if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
    }
  }
  return undefined;
}

const lab = await which("jupyter-lab"),
  browser = await which("chromium", "chromium-browser", "google-chrome");

/** The options of a test that takes both programs. */
export const IN_BROWSER = { ignore: !DEMANDED && (lab === undefined || browser === undefined) };

/** How long a step may take, in milliseconds: only a hang takes longer, however busy the machine is. */
const PATIENCE = 600_000;

/** A notebook as JupyterLab holds it in memory. */
export interface OpenNotebook {
  readonly page: Page;
  /** The outputs of each code cell. */
  outputs(): Promise<{ output_type: string; data?: Record<string, unknown>; evalue?: string }[][]>;
}

/** Settings of JupyterLab: nothing is saved by itself, every cell is drawn at once, no news are fetched. */
const SETTINGS = {
  "docmanager-extension/plugin": { autosave: false },
  "notebook-extension/tracker": { windowingMode: "none" },
  "apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
};

/** Starts the server and waits for its address. */
function startServer(root: string, env: Record<string, string>) {
  const server = new Deno.Command(lab ?? "jupyter-lab", {
    args: [
      ...["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"],
      ...[`--ServerApp.root_dir=${root}`, "--IdentityProvider.token=", "--ServerApp.password="],
    ],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let told = "";
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reading = (async () => {
    for await (const text of server.stderr.pipeThrough(new TextDecoderStream())) {
      told += text;
      const address = told.match(/http:\/\/127\.0\.0\.1:\d+\/lab/)?.[0];
      if (address !== undefined) resolve(address);
    }
    reject(new Error(`JupyterLab did not start:\n${told}`));
  })();
  promise.catch(() => {});
  return {
    address: promise,
    async stop() {
      try {
        server.kill("SIGTERM");
      } catch { /* it has ended */ }
      await server.status;
      await reading;
    },
  };
}

/**
 * Starts JupyterLab and a browser.
 *
 * @param root the folder that JupyterLab shows
 * @param env added to the kernels' environment
 * @param use called with a function that opens a notebook and runs all its cells
 */
export async function withJupyterLab(
  root: string,
  env: Record<string, string>,
  use: (run: (path: string) => Promise<OpenNotebook>) => Promise<void>,
): Promise<void> {
  await withDenoKernel(async ({ work, env: kernelEnv }) => {
    for (const [plugin, settings] of Object.entries(SETTINGS)) {
      const path = join(work, "settings", "@jupyterlab", `${plugin}.jupyterlab-settings`);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      await Deno.writeTextFile(path, JSON.stringify(settings));
    }
    const server = await startServer(root, {
      ...kernelEnv,
      ...env,
      JUPYTERLAB_SETTINGS_DIR: join(work, "settings"),
      JUPYTERLAB_WORKSPACES_DIR: join(work, "workspaces"),
    });
    let window: Browser | undefined;
    try {
      const address = await server.address;
      const { chromium } = await import("playwright-core");
      window = await chromium.launch({
        executablePath: browser ?? "chromium",
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
        ],
      });
      const page = await window.newPage({ viewport: { width: 1300, height: 1000 } });
      await use((path) => runNotebook(page, `${address}/tree/${path}?reset`));
    } finally {
      await window?.close();
      await server.stop();
    }
  });
}

/** Opens a notebook and runs all its cells. */
async function runNotebook(page: Page, url: string): Promise<OpenNotebook> {
  await page.goto(url);
  // Strings, as these run in the page, whose types are not ours.
  const inPage = "globalThis.jupyterapp?.shell?.currentWidget";
  await page.waitForFunction(
    `${inPage}?.context?.isReady && ${inPage}.sessionContext.session?.kernel?.status === "idle"`,
    undefined,
    { timeout: PATIENCE },
  );
  await page.evaluate('jupyterapp.commands.execute("notebook:run-all-cells")');
  // A chart is drawn, and the last outputs arrive, a little after the kernel has finished.
  await page.waitForFunction(
    `[...${inPage}.content.widgets].every(({ model }) => model.type !== "code" || model.executionCount !== null)` +
      ` && ${inPage}.sessionContext.session.kernel.status === "idle"`,
    undefined,
    { timeout: PATIENCE },
  );
  return {
    page,
    outputs: () =>
      page.evaluate(
        `[...${inPage}.content.widgets].filter(({ model }) => model.type === "code")` +
          ".map(({ model }) => model.outputs.toJSON())",
      ),
  };
}
