/**
 * The script that makes the charts of a report interactive: Vega with its interpreter, which evaluates no code,
 * and what starts a view per figure. The page allows exactly this script, by its hash.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** A script, and the hash by which a Content-Security-Policy allows it. */
export interface PageScript {
  readonly text: string;
  /** As in `script-src 'sha256-…'`. */
  readonly hash: string;
}

/** Reads a file of a package. */
async function packageText(name: string, file: string): Promise<string> {
  const url = new URL(file, import.meta.resolve(name));
  try {
    return url.protocol === "file:" ? await Deno.readTextFile(url) : await (await fetch(url)).text();
  } catch (error) {
    throw new InputError(
      `Cannot read ${file} of the package ${name}, which makes the charts interactive (${
        error instanceof Error ? error.message : error
      }): use --static to leave it out`,
    );
  }
}

/** Turns the interpreter's module into a script that finds Vega's functions in `vega`. */
function asScript(module: string): string {
  const script = module
    .replace(/^import \{([^}]*)\} from 'vega-util';$/m, "const {$1} = vega;")
    .replace(/^export \{ *(\w+) as expressionInterpreter *\};$/m, "return $1;")
    .replace(/^\/\/# sourceMappingURL=.*$/m, "");
  if (/^(?:import|export) /m.test(script)) {
    throw new InputError("vega-interpreter has another form than expected: use the version in deno.json");
  }
  return `const interpret = (() => {\n${script}\n})();`;
}

/** Starts a view per figure; its picture stays for print, and where a view fails. Tooltips are text, never markup. */
const START = `
const tip = document.body.appendChild(document.createElement("div"));
tip.className = "tip";
tip.hidden = true;
const showTip = (_, event, item, value) => {
  tip.hidden = value == null || typeof value !== "object";
  if (tip.hidden) return;
  tip.replaceChildren(...Object.entries(value).map(([name, text]) => {
    const row = document.createElement("div"), key = document.createElement("span");
    key.textContent = name;
    row.append(key, String(text));
    return row;
  }));
  const { clientX: x, clientY: y } = event, { offsetWidth: width, offsetHeight: height } = tip;
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - width - 8)) + "px";
  tip.style.top = (y + height + 24 > innerHeight ? y - height - 12 : y + 14) + "px";
};
addEventListener("scroll", () => tip.hidden = true, { passive: true });
const start = async (figure, source) => {
  const still = figure.querySelector(".still svg"), live = document.createElement("div");
  live.className = "live";
  live.hidden = true;
  figure.append(live);
  const runtime = vega.parse(JSON.parse(source.textContent), null, { ast: true });
  const view = new vega.View(runtime, { expr: interpret, renderer: "svg", container: live, hover: true, tooltip: showTip });
  await view.runAsync();
  const svg = live.querySelector("svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", still.querySelector("title").textContent + ". " + still.querySelector("desc").textContent);
  live.hidden = false;
  figure.classList.add("is-live");
};
const figures = [...document.querySelectorAll("figure > script")];
Promise.all(figures.map((source) => start(source.parentElement, source).catch((error) => console.error(error))))
  .then(() => document.documentElement.classList.add("is-live"));
`;

/** Reads and joins the parts of the script. */
export async function pageScript(): Promise<PageScript> {
  const [runtime, interpreter] = await Promise.all([
    packageText("vega", "vega.min.js"),
    packageText("vega-interpreter", "vega-interpreter.js"),
  ]);
  const parts = [
    runtime.replace(/^\/\/# sourceMappingURL=.*$/m, ""),
    `(() => {\n${asScript(interpreter)}\n${START}})();`,
  ];
  // No text within the script may end its element.
  const text = parts.join("\n").replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { text, hash: `sha256-${new Uint8Array(digest).toBase64()}` };
}
