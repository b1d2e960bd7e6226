/** The pictures of README, made of committed results: `deno task picture` writes them, and a test compares them. */
import { fromCSV } from "arquero";
import { escapeHtml } from "../src/io/html.ts";

const project = (path: string) => new URL(`../${path}`, import.meta.url);
const RESULTS = "results/main-small";
const WIDTH = 410, HEIGHT = 470;

/** Places a chart in a picture, scaled to fit. */
async function chart(name: string, x: number, y: number, width: number, height: number): Promise<string> {
  const svg = await Deno.readTextFile(project(`${RESULTS}/charts/${name}.svg`));
  return svg.replace(
    / width="\d+" height="\d+"/,
    ` x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="xMidYMin"`,
  );
}

const text = (x: number, y: number, words: string, style = "") =>
  `<text x="${x}" y="${y}" ${style}>${escapeHtml(words)}</text>`;

const picture = (title: string, ...content: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
  `font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" fill="#1a1a1a" role="img">` +
  `<title>${escapeHtml(title)}</title>` +
  `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="6" fill="white" stroke="#d0d7de"/>` +
  `${content.join("\n")}</svg>\n`;

interface Row {
  readonly arm: string;
  readonly seeds: number;
  readonly accuracy_mean: number;
  readonly against: string | null;
  readonly gain: number;
  readonly gain_low: number;
  readonly gain_high: number;
  readonly p_holm: number;
  readonly verdict: string;
}

const signed = (points: number) => `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`;

/** The answer of the committed results in three lines, from their table. */
async function answer(): Promise<readonly string[]> {
  const csv = await Deno.readTextFile(project(`${RESULTS}/table.csv`));
  const rows = fromCSV(csv).objects() as readonly Row[];
  const control = rows.find(({ arm }) => arm === "conventional")!;
  const cbm = rows.find(({ arm, against }) => arm === "cbm" && against === "conventional")!;
  return [
    `CBM ${cbm.accuracy_mean.toFixed(2)} %, conventional training ${control.accuracy_mean.toFixed(2)} %`,
    `Gain ${signed(cbm.gain)} points, 95 % interval [${signed(cbm.gain_low)}, ${signed(cbm.gain_high)}]`,
    `${cbm.seeds} seeds, p = ${cbm.p_holm.toFixed(3)} (Holm): ${cbm.verdict}`,
  ];
}

const BOLD = `font-size="14" font-weight="600"`,
  SMALL = `font-size="12"`,
  GREY = `font-size="12" fill="#57606a"`;

/** Every picture by the path of its file. */
export const pictures: Readonly<Record<string, () => Promise<string>>> = {
  "docs/pictures/masks.svg": async () =>
    picture(
      "Images, their salience by patch, and masks of one period of the schedule",
      text(16, 28, "What the network sees", BOLD),
      text(16, 46, "salient patches hidden, from few to many", GREY),
      await chart("mask-samples", 10, 58, WIDTH - 20, HEIGHT - 64),
    ),
  "docs/pictures/report.svg": async () =>
    picture(
      "The answer of a report, and its gain chart",
      text(16, 28, "What the report answers", BOLD),
      text(16, 46, "CIFAR-10, a narrow ResNet-18, 10,000 images", GREY),
      ...(await answer()).map((line, index) => text(16, 70 + 18 * index, line, SMALL)),
      await chart("gains", 10, 116, WIDTH - 20, HEIGHT - 124),
    ),
};

if (import.meta.main) {
  for (const [path, draw] of Object.entries(pictures)) {
    await Deno.writeTextFile(project(path), await draw());
    console.log(path);
  }
}
